"""Certificates for tests: made here, trusted by nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class MadePair:
    """A certificate that vouches for itself, and its key."""

    certificate: bytes
    key: bytes

    def written(self, folder: Path, extra: Sequence[bytes] = ()) -> tuple[Path, Path]:
        """The two files, the certificate with others behind it, as a tool for renewal replaces them."""
        files = folder / "tls.crt", folder / "tls.key"
        for path, body in zip(files, (b"".join((self.certificate, *extra)), self.key), strict=True):
            part = path.with_suffix(".part")
            part.write_bytes(body)
            part.chmod(0o600)
            part.replace(path)
        return files


def made_pair(
    name: str = "localhost",
    *,
    begins: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=90),
    password: bytes | None = None,
) -> MadePair:
    """For the name and for 127.0.0.1, valid from now on plus or minus these."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    sealed = BestAvailableEncryption(password) if password else NoEncryption()
    return MadePair(
        certificate.public_bytes(Encoding.PEM), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)
    )
