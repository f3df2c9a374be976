"""The format of an API key: `iir_`, its id, a secret of 256 bits, and a checksum that detects a mistyped key."""

import base64
import hashlib
import re
import secrets
import zlib
from dataclasses import dataclass

from tools.ids import new_ulid

PREFIX = "iir_"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET, _CHECKSUM = 43, 6
_FORM = re.compile(rf"{PREFIX}([0-9A-HJKMNP-TV-Z]{{26}})_[0-9A-Za-z]{{{_SECRET + _CHECKSUM}}}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at its creation, the only moment at which the key itself exists here."""

    key_id: str
    key: str
    digest: str
    """What the store keeps of it."""


def new_key(now: float) -> NewKey:
    """Make an unguessable key. `now` is in epoch seconds; ids sort by it."""
    ulid = new_ulid(now)
    body = f"{PREFIX}{ulid}_{_in_base_62(int.from_bytes(secrets.token_bytes(32)), _SECRET)}"
    key = body + _checksum(body)
    return NewKey(f"key_{ulid}", key, digest_of(key))


def key_id_in(key: str) -> str | None:
    """Return the id in a key; None for text that is mistyped, cut or not a key. It says nothing about validity."""
    found = _FORM.fullmatch(key)
    if found is None or not secrets.compare_digest(_checksum(key[:-_CHECKSUM]), key[-_CHECKSUM:]):
        return None
    return f"key_{found[1]}"


def digest_of(key: str) -> str:
    """Return what is stored of a key, in hex. A slow hash would add nothing: no dictionary contains 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def password_in(authorization: str) -> str:
    """Return the password of an `Authorization: Basic …` header, for senders that need it; empty if malformed."""
    try:
        decoded = base64.b64decode(authorization[len("basic ") :].strip(), validate=True).decode("latin-1")
    except ValueError:
        return ""
    return decoded.partition(":")[2]


def _checksum(text: str) -> str:
    return _in_base_62(zlib.crc32(text.encode()), _CHECKSUM)


def _in_base_62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
