"""Certificates by file: what is wrong is named with its file, and a renewed one is taken only if it can be served."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from api.tls import Renewal, TlsFiles, checked, doubts, tls_context
from tests.support.application import settings_of
from tests.support.certificates import made_pair
from tools.errors import Misconfigured


@pytest.fixture
def files(tmp_path: Path) -> TlsFiles:
    return TlsFiles(*made_pair().written(tmp_path))


def refused(files: TlsFiles) -> str:
    with pytest.raises(Misconfigured) as told:
        checked(files)
    return str(told.value)


def test_a_good_pair_is_served_without_a_doubt(files: TlsFiles) -> None:
    certificate = checked(files)
    assert doubts(files, certificate) == ()
    tls_context(files)


def test_both_files_are_named_or_none(tmp_path: Path, files: TlsFiles) -> None:
    assert TlsFiles.of(settings_of(tmp_path)) is None
    both = settings_of(tmp_path, tls_cert_file=files.certificate, tls_key_file=files.key)
    assert TlsFiles.of(both) == files
    for alone, missing in (("tls_cert_file", "TLS_KEY_FILE is not set"), ("tls_key_file", "TLS_CERT_FILE is not set")):
        with pytest.raises(Misconfigured, match=missing):
            TlsFiles.of(settings_of(tmp_path, **{alone: files.key}))


def test_a_missing_file_is_named(files: TlsFiles) -> None:
    files.key.unlink()
    assert refused(files) == f"TLS_KEY_FILE: there is no file {files.key}"
    files.certificate.unlink()
    assert refused(files) == f"TLS_CERT_FILE: there is no file {files.certificate}"


def test_what_cannot_be_read_is_named(files: TlsFiles) -> None:
    files.certificate.unlink()
    files.certificate.mkdir()
    assert refused(files).startswith(f"TLS_CERT_FILE: {files.certificate} cannot be read: ")


@pytest.mark.parametrize("text", [b"", b"no pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_named(files: TlsFiles, text: bytes) -> None:
    files.certificate.write_bytes(text)
    assert refused(files) == f"TLS_CERT_FILE: {files.certificate} holds no certificate in PEM form"


def test_what_is_no_key_is_named(files: TlsFiles) -> None:
    files.key.write_bytes(files.certificate.read_bytes())
    assert refused(files) == f"TLS_KEY_FILE: {files.key} holds no private key in PEM form"


def test_a_key_with_a_password_is_refused(tmp_path: Path) -> None:
    files = TlsFiles(*made_pair(password=b"opensesame").written(tmp_path))
    assert "is encrypted" in refused(files)


def test_the_key_of_another_certificate_is_refused(files: TlsFiles) -> None:
    mine = files.key.read_bytes()
    files.key.write_bytes(made_pair().key)
    assert "is not the key of the certificate" in refused(files)
    files.key.write_bytes(mine)
    files.certificate.write_bytes(made_pair().certificate + files.certificate.read_bytes())
    assert refused(files).endswith("put the server's own certificate first, its chain after it")


@pytest.mark.parametrize(
    ("begins", "ends", "said"), [(-9, -1, "ended at"), (1, 9, "begins at"), (-1, 13, ""), (-1, 15, None)]
)
def test_the_time_of_a_certificate_counts(tmp_path: Path, begins: int, ends: int, said: str | None) -> None:
    made = made_pair(begins=timedelta(days=begins), ends=timedelta(days=ends, hours=1))
    files = TlsFiles(*made.written(tmp_path))
    if said:
        assert said in refused(files)
        return
    near_its_end = [each for each in doubts(files, checked(files)) if "ends in 13 days" in each]
    assert len(near_its_end) == (0 if said is None else 1)


def test_a_key_that_others_can_read_is_doubtful(files: TlsFiles) -> None:
    files.key.chmod(0o640)
    assert doubts(files, checked(files)) == ()
    files.key.chmod(0o644)
    [doubt] = doubts(files, checked(files))
    assert "chmod" in doubt


async def test_only_a_good_new_certificate_is_taken(
    tmp_path: Path, files: TlsFiles, caplog: pytest.LogCaptureFixture
) -> None:
    renewal = Renewal(tls_context(files), files)
    assert not await renewal.look()
    half_renewed = made_pair()
    files.certificate.write_bytes(half_renewed.certificate)
    with caplog.at_level(logging.ERROR, "api.tls"):
        assert not await renewal.look()
        assert not await renewal.look()
    assert [record.getMessage()[:56] for record in caplog.records] == [
        "the changed certificate is not used, the one before it s"
    ]
    half_renewed.written(tmp_path)
    assert await renewal.look()
    assert not await renewal.look()
    files.key.unlink()
    assert not await renewal.look()
