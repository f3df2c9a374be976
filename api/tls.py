"""TLS by file: checks a certificate, and reloads a renewed one while connections stay open."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from tools.errors import Misconfigured
from tools.settings import Settings

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""The time between two looks at the files, each of which costs two `stat` calls."""
SOON = timedelta(days=14)
"""Timers renew certificates earlier, so one that expires this soon was forgotten."""
_NOT_FOR_OTHERS = 0o027
CERTIFICATE, KEY = "TLS_CERT_FILE", "TLS_KEY_FILE"
Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """The paths of the certificate (followed by its chain) and of the key."""

    certificate: Path
    key: Path

    @classmethod
    def of(cls, settings: Settings) -> "TlsFiles | None":
        """Return the files in the settings; None without TLS. Raises Misconfigured if only one of the two is set."""
        certificate, key = settings.tls_cert_file, settings.tls_key_file
        if certificate is None and key is None:
            return None
        if certificate is None or key is None:
            missing = CERTIFICATE if certificate is None else KEY
            raise Misconfigured(f"{missing} is not set: {CERTIFICATE} and {KEY} belong together, set both or neither")
        return cls(certificate, key)

    def stamp(self) -> Stamp:
        """Return a value that changes when a file does, even behind a link or if a file is missing."""
        found: list[int] = []
        for path in (self.certificate, self.key):
            try:
                state = path.stat()
                found += (state.st_ino, state.st_mtime_ns, state.st_size)
            except OSError as error:
                found.append(-(error.errno or 1))
        return tuple(found)


def checked(files: TlsFiles, now: datetime | None = None) -> x509.Certificate:
    """Return the server's certificate. Raises Misconfigured, naming file and fault, if it cannot be served."""
    chain = _chain(files.certificate)
    mine, spki = chain[0], (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    try:
        key = load_pem_private_key(_read(KEY, files.key), None)
    except TypeError as error:
        raise Misconfigured(f"{KEY}: {files.key} is encrypted: use a key without a password, mode 0600") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Misconfigured(f"{KEY}: {files.key} holds no private key in PEM form") from error
    keyed = key.public_key().public_bytes(*spki)
    if mine.public_key().public_bytes(*spki) != keyed:
        later = any(each.public_key().public_bytes(*spki) == keyed for each in chain[1:])
        cure = "put the server's own certificate first, its chain after it" if later else "take them from one issue"
        raise Misconfigured(f"{KEY}: {files.key} is not the key of the certificate in {files.certificate}: {cure}")
    moment = now or datetime.now(UTC)
    if mine.not_valid_after_utc <= moment:
        ended = f"ended at {mine.not_valid_after_utc:%Y-%m-%d %H:%M} UTC"
        raise Misconfigured(f"{CERTIFICATE}: the certificate in {files.certificate} {ended}: renew it")
    if mine.not_valid_before_utc > moment:
        begins = f"begins at {mine.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
        raise Misconfigured(f"{CERTIFICATE}: the certificate in {files.certificate} {begins}: is the clock right?")
    return mine


def doubts(files: TlsFiles, certificate: x509.Certificate, now: datetime | None = None) -> tuple[str, ...]:
    """Return a warning for each thing that works now but will fail, with what to do."""
    found = []
    left = certificate.not_valid_after_utc - (now or datetime.now(UTC))
    if left < SOON:
        found.append(f"{CERTIFICATE}: the certificate in {files.certificate} ends in {left.days} days: renew it")
    if files.key.stat().st_mode & _NOT_FOR_OTHERS:
        found.append(f"{KEY}: others on this machine can read or change {files.key}: chmod 640 or 600")
    return tuple(found)


def tls_context(files: TlsFiles) -> ssl.SSLContext:
    """Return a context for TLS 1.2 and newer with this certificate. Raises Misconfigured."""
    checked(files)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(files.certificate, files.key)
    except (ssl.SSLError, OSError) as error:
        raise Misconfigured(f"{CERTIFICATE} and {KEY} cannot be used: {error}") from error
    return context


class Renewal:
    """Loads a changed certificate into the context in use: new connections get it, open ones are unaffected."""

    def __init__(
        self, context: ssl.SSLContext, files: TlsFiles, check: Callable[[TlsFiles], x509.Certificate] = checked
    ) -> None:
        self._context = context
        self._files = files
        self._check = check
        self._stamp = files.stamp()

    async def watch(self) -> None:
        """Look every LOOK_SECONDS."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> bool:
        """True if a new certificate is served from now on. One that cannot be used leaves the old one in place."""
        stamp = await asyncio.to_thread(self._files.stamp)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            certificate = await asyncio.to_thread(self._check, self._files)
            self._context.load_cert_chain(self._files.certificate, self._files.key)
        except (Misconfigured, ssl.SSLError, OSError) as error:
            log.error("the changed certificate is not used, the one before it stays: %s", error)
            return False
        log.info("the new certificate is used, until %s", f"{certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC")
        return True


def _chain(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_read(CERTIFICATE, path))
    except ValueError as error:
        raise Misconfigured(f"{CERTIFICATE}: {path} holds no certificate in PEM form") from error


def _read(name: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Misconfigured(f"{name}: there is no file {path}") from error
    except OSError as error:
        raise Misconfigured(f"{name}: {path} cannot be read: {error.strerror}") from error
