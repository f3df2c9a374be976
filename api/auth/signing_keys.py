"""The keys that sign tokens: a ring, newest first, from the settings or from a file that rotates."""

import hashlib
import math
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.auth.key_strength import is_placeholder, too_weak
from tools.errors import Misconfigured
from tools.kept_secrets import kept_secret, replace_secret
from tools.settings import Settings

JWT_SECRET_FILE = "jwt-secret"
ACTIVATION_SECONDS = 10.0
"""How long every process knows a new key before any process signs with it: several times LOOK_SECONDS."""

LOOK_SECONDS = 1.0
_SIZE = 48
_LINE = re.compile(r"(.+?)(?: since=(\d{1,12}))?(?: until=(\d{1,12}))?")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of the ring. Times are epoch seconds."""

    secret: str
    since: float = 0.0
    """It signs from this time on."""

    until: float = math.inf
    """Its tokens are accepted until this time."""

    @property
    def kid(self) -> str:
        """A name for the key in tokens that does not reveal it."""
        return hashlib.sha256(b"kid:" + self.secret.encode()).hexdigest()[:16]

    def line(self) -> str:
        """Return its line in the file."""
        until = "" if math.isinf(self.until) else f" until={self.until:.0f}"
        return self.secret + (f" since={self.since:.0f}" if self.since else "") + until


class SigningKeys(Protocol):
    """A ring of keys."""

    @property
    def generation(self) -> int:
        """Changes whenever the keys change; then everything verified before must be verified again."""
        ...

    def active(self) -> SigningKey:
        """Return the key that signs now."""
        ...

    def verifying(self, kid: str) -> SigningKey | None:
        """Return the key of that name, if its tokens are still accepted."""
        ...


class FixedKeys(SigningKeys):
    """The keys from the settings: the first signs, all verify."""

    generation = 0

    def __init__(self, ring: Sequence[str]) -> None:
        self._active = SigningKey(ring[0])
        self._keys = {key.kid: key for key in map(SigningKey, ring)}

    def active(self) -> SigningKey:
        """See `SigningKeys`."""
        return self._active

    def verifying(self, kid: str) -> SigningKey | None:
        """See `SigningKeys`."""
        return self._keys.get(kid)


class KeyFile(SigningKeys):
    """A file with one key per line; it is read again after a change."""

    def __init__(self, path: Path) -> None:
        """Raises Misconfigured for a file that is unreadable, or that contains no strong key."""
        self._path = path
        self._keys: Sequence[SigningKey] = ()
        self._by_kid: Mapping[str, SigningKey] = {}
        self._stamp = (0, 0)
        self._looked = -math.inf
        self._generation = 0
        self._look()

    @property
    def generation(self) -> int:
        """See `SigningKeys`."""
        self._look_sometimes()
        return self._generation

    def active(self) -> SigningKey:
        """See `SigningKeys`."""
        self._look_sometimes()
        now = time.time()
        return next((key for key in self._keys if key.since <= now), self._keys[-1])

    def verifying(self, kid: str) -> SigningKey | None:
        """See `SigningKeys`."""
        self._look_sometimes()
        key = self._by_kid.get(kid)
        return key if key is not None and key.until > time.time() else None

    def _look_sometimes(self) -> None:
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            try:
                self._look()
            except (OSError, Misconfigured):
                self._looked = time.monotonic()  # the known keys stay valid while the file cannot be read

    def _look(self) -> None:
        found = self._path.stat()
        self._looked, stamp = time.monotonic(), (found.st_mtime_ns, found.st_ino)
        if stamp != self._stamp:
            self._keys = read_keys(self._path)
            self._by_kid = {key.kid: key for key in self._keys}
            self._stamp, self._generation = stamp, self._generation + 1


def read_keys(path: Path) -> list[SigningKey]:
    """Return the ring in a file, newest first. Raises Misconfigured for one that is empty, weak or unreadable."""
    try:
        keys = [_key_of(line.strip()) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise Misconfigured(f"DATA_DIR/{path.name} cannot be read as signing keys: restore it, or delete it") from error
    if not keys or any(too_weak(key.secret) or is_placeholder(key.secret, surely=True) for key in keys):
        raise Misconfigured(
            f"DATA_DIR/{path.name} contains no signing key, or a weak one: if it is shorter than 32 bytes, regular or "
            "a placeholder, every token could be forged. Delete the file: the next start makes a good one, and "
            "everybody logs in again"
        )
    return keys


def rotate(path: Path, lifetime: float, *, end_sessions: bool = False) -> SigningKey:
    """Put a new key in front; return it. No valid request is refused meanwhile.

    Every process knows the key before one signs with it, and older keys verify for as long as their tokens live
    (`lifetime`, in seconds). `end_sessions` removes the older keys at once, which invalidates every token.

    Raises Misconfigured.
    """
    now = time.time()
    known = [] if end_sessions else [key for key in read_keys(path) if key.until > now]
    begins = 0.0 if end_sessions else now + ACTIVATION_SECONDS
    fresh = SigningKey(new_secret(), begins)
    ends = begins + lifetime + ACTIVATION_SECONDS
    older = [SigningKey(key.secret, key.since, min(key.until, ends)) for key in known]
    replace_secret(path, "\n".join(key.line() for key in (fresh, *older)))
    return fresh


def configured_keys(settings: Settings) -> list[str]:
    """Return the ring in the settings, newest first; empty if none is set."""
    several = settings.jwt_secret_keys.get_secret_value() if settings.jwt_secret_keys else ""
    single = (settings.jwt_secret_key, settings.jwt_previous_secret_key)
    named = [each.get_secret_value() for each in single if each is not None]
    listed = [part.strip() for part in several.split(",") if part.strip()]
    return list(dict.fromkeys([*named, *listed]))


def signing_keys(settings: Settings) -> SigningKeys:
    """Return the ring in the settings, else the file's. Raises Misconfigured."""
    configured = configured_keys(settings)
    if configured:
        return FixedKeys(configured)
    path = settings.data_dir / JWT_SECRET_FILE
    kept_secret(path, _SIZE)
    return KeyFile(path)


def new_secret() -> str:
    """Return an unguessable key."""
    return secrets.token_urlsafe(_SIZE)


def _key_of(line: str) -> SigningKey:
    """Parse a line: the key, perhaps followed by times."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError("not a key")
    return SigningKey(found[1], float(found[2] or 0), float(found[3] or math.inf))
