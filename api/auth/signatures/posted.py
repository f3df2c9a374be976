"""What was posted, as a sender signs it: the very bytes, before anything reads them."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

TOLERANCE_SECONDS = 300.0
"""How old a signed moment may be, and how far ahead: whoever records a body cannot send it again later."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A body with its headers, whose names are in small letters. `now` is the arrival in epoch seconds."""

    body: bytes
    headers: Mapping[str, str]
    now: float


Scheme: TypeAlias = Callable[[str, Posted], bool]
"""Whether a body was signed with this secret. May raise ValueError or TypeError for what is malformed."""


def hmac_sha256(secret: str, signed: bytes) -> str:
    """The digest in hex."""
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compared without telling by its time how much agrees."""
    return hmac.compare_digest(one.encode(), other.encode())
