"""Digests that only the holder of a key can make."""

import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeAlias

import orjson

Part: TypeAlias = str | float
"""Of what a digest covers."""


class Sealed(StrEnum):
    """What a digest proves of what it covers."""

    SEALED = "sealed"
    """Made with one of our keys."""

    PLAIN = "plain"
    """Right, but anybody could have made it."""

    FOREIGN = "foreign"
    """Made with a key that is not ours: it proves nothing here."""

    BROKEN = "broken"
    """What it covers was changed."""


class Seal:
    """Makes and judges digests. Without keys they find damage, but not whoever knows how they are made."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """`keys`, the newest first: it seals, all of them judge."""
        self._keys = {_name(key): key.encode() for key in keys}
        self._active = next(iter(self._keys), "")

    @property
    def keyed(self) -> bool:
        """True if there is a key."""
        return bool(self._keys)

    def digest(self, *parts: Part) -> str:
        """The digest of these parts in this order."""
        if not self._active:
            return _plain(parts)
        return f"{self._active}:{_keyed(self._keys[self._active], parts)}"

    def judge(self, digest: str, *parts: Part) -> Sealed:
        """What a digest says of these parts."""
        name, separator, made = digest.rpartition(":")
        if not separator:
            return Sealed.PLAIN if hmac.compare_digest(digest, _plain(parts)) else Sealed.BROKEN
        key = self._keys.get(name)
        if key is None:
            return Sealed.FOREIGN
        return Sealed.SEALED if hmac.compare_digest(made, _keyed(key, parts)) else Sealed.BROKEN

    def like(self, digest: str) -> "Seal | None":
        """The seal that made a digest like this one; None if its key is not ours."""
        name = digest.rpartition(":")[0]
        if not name:
            return PLAIN
        key = self._keys.get(name)
        return None if key is None else Seal([key.decode()])

    def is_newest(self, digest: str) -> bool:
        """True if it was made with the key that seals now, or plainly while there is none."""
        return digest.rpartition(":")[0] == self._active


PLAIN = Seal()
"""Without a key."""


def _name(key: str) -> str:
    """Names a key without telling it."""
    return hashlib.sha256(b"audit:" + key.encode()).hexdigest()[:8]


def _plain(parts: Sequence[Part]) -> str:
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def _keyed(key: bytes, parts: Sequence[Part]) -> str:
    return hmac.new(key, orjson.dumps(parts), hashlib.sha256).hexdigest()
