"""What was posted, as a sender signs it: the exact bytes, before anything reads them."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

TOLERANCE_SECONDS = 300.0
"""How far a signed timestamp may be from now, so that a recorded body cannot be sent again later."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A body with its headers, whose names are in lower case. `now` is the arrival in epoch seconds."""

    body: bytes
    headers: Mapping[str, str]
    now: float


Scheme: TypeAlias = Callable[[str, Posted], bool]
"""True if a body was signed with this secret. It may raise ValueError or TypeError for a malformed signature."""


def hmac_sha256(secret: str, signed: bytes) -> str:
    """Return the digest in hex."""
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
