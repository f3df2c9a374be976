"""Digests that only the holder of a key can make."""

import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeAlias

import orjson

Part: TypeAlias = str | float
"""One part of what a digest covers."""


class Sealed(StrEnum):
    """What a digest proves about the parts that it covers."""

    SEALED = "sealed"
    """Made with one of our keys."""

    PLAIN = "plain"
    """Correct, but anybody could have made it."""

    FOREIGN = "foreign"
    """Made with a key that is not ours, so it proves nothing here."""

    BROKEN = "broken"
    """The parts were changed."""


class Seal:
    """Makes and checks digests.

    Without keys they reveal damage, but not forgery by somebody who knows the algorithm.
    """

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """`keys`, newest first: the newest makes digests, all of them check digests."""
        self._keys = {_name(key): key.encode() for key in keys}
        self._active = next(iter(self._keys), "")

    @property
    def keyed(self) -> bool:
        """True if there is a key."""
        return bool(self._keys)

    def digest(self, *parts: Part) -> str:
        """Return the digest of these parts in this order."""
        if not self._active:
            return _plain(parts)
        return f"{self._active}:{_keyed(self._keys[self._active], parts)}"

    def judge(self, digest: str, *parts: Part) -> Sealed:
        """Return what a digest proves about these parts."""
        name, separator, made = digest.rpartition(":")
        if not separator:
            return Sealed.PLAIN if hmac.compare_digest(digest, _plain(parts)) else Sealed.BROKEN
        key = self._keys.get(name)
        if key is None:
            return Sealed.FOREIGN
        return Sealed.SEALED if hmac.compare_digest(made, _keyed(key, parts)) else Sealed.BROKEN

    def like(self, digest: str) -> "Seal | None":
        """Return the seal that made a digest like this one; None if its key is not ours."""
        name = digest.rpartition(":")[0]
        if not name:
            return PLAIN
        key = self._keys.get(name)
        return None if key is None else Seal([key.decode()])

    def is_newest(self, digest: str) -> bool:
        """True if it was made with the key that seals now, or without a key while there is none."""
        return digest.rpartition(":")[0] == self._active


PLAIN = Seal()
"""The seal without a key."""


def _name(key: str) -> str:
    """Return a name for a key that does not reveal it."""
    return hashlib.sha256(b"audit:" + key.encode()).hexdigest()[:8]


def _plain(parts: Sequence[Part]) -> str:
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def _keyed(key: bytes, parts: Sequence[Part]) -> str:
    return hmac.new(key, orjson.dumps(parts), hashlib.sha256).hexdigest()
