"""Which Host and Origin mean this server."""

from pathlib import Path

import pytest

from api.http.public_url import PublicUrl
from tests.support.application import settings_of

CASES = [
    (None, "127.0.0.1:8000", True),
    (None, "localhost:8000", True),
    (None, "LOCALHOST:8000", True),
    (None, "[::1]:8000", True),
    (None, "127.0.0.1", False),
    (None, "127.0.0.1:8001", False),
    (None, "evil.test:8000", False),
    (None, "", False),
    ("https://incidents.test", "incidents.test", True),
    ("https://incidents.test", "incidents.test:443", True),
    ("https://incidents.test", "incidents.test:80", False),
    ("https://incidents.test", "incidents.test.evil.test", False),
    ("https://incidents.test", "evil.test@incidents.test", False),
    ("https://incidents.test", "localhost", False),
    ("http://incidents.test:9000/", "incidents.test:9000", True),
    ("http://incidents.test:9000/", "incidents.test", False),
    ("http://[2001:db8::1]:9000", "[2001:db8::1]:9000", True),
]


@pytest.mark.parametrize(("url", "host", "ours"), CASES)
def test_a_host_is_the_public_name(tmp_path: Path, url: str | None, host: str, ours: bool) -> None:
    assert PublicUrl.of(settings_of(tmp_path, public_url=url)).is_host(host) is ours


def test_an_origin_has_the_scheme_too(tmp_path: Path) -> None:
    url = PublicUrl.of(settings_of(tmp_path, public_url="https://incidents.test"))
    assert url.is_origin("https://incidents.test")
    assert not any(map(url.is_origin, ("http://incidents.test", "null", "incidents.test", "https://", "")))


def test_a_port_that_the_system_chose_is_any(tmp_path: Path) -> None:
    assert PublicUrl.of(settings_of(tmp_path, port=0)).is_host("127.0.0.1:43121")


@pytest.mark.parametrize(
    ("host", "called"), [("::", "[::]:8000"), ("::1", "localhost:8000"), ("2001:db8::1", "[2001:db8::1]:8000")]
)
def test_an_ipv6_address_may_be_listened_on(tmp_path: Path, host: str, called: str) -> None:
    assert PublicUrl.of(settings_of(tmp_path, host=host)).is_host(called)


def test_a_server_with_a_certificate_is_reached_by_https(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, tls_cert_file="a.crt", tls_key_file="a.key", port=8443)
    assert PublicUrl.of(settings).text == settings.base_url == "https://127.0.0.1:8443"
    assert PublicUrl.of(settings).is_origin("https://localhost:8443")
    assert not PublicUrl.of(settings).is_origin("http://localhost:8443")
