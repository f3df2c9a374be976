"""Request ids: ULIDs (48 bits of milliseconds, 80 random bits), written ten bits at a time."""

import os
from functools import lru_cache

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_SHIFTS = range(70, -1, -10)


def new_request_id(now: float) -> str:
    """`req_` and a ULID of this moment (epoch seconds)."""
    chance = int.from_bytes(os.urandom(10))
    return _moment(int(now * 1000)) + "".join([_PAIRS[chance >> shift & 1023] for shift in _SHIFTS])


@lru_cache(1)
def _moment(milliseconds: int) -> str:
    """What all ids of one moment begin with, above all those of one batch."""
    return "req_" + "".join([_PAIRS[milliseconds >> shift & 1023] for shift in range(40, -1, -10)])
