"""Request ids: ULIDs (48 bits of milliseconds, 80 random bits), written ten bits at a time."""

import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_SHIFTS = range(120, -1, -10)


def new_request_id(now: float) -> str:
    """`req_` and a ULID of this moment (epoch seconds)."""
    number = int(now * 1000) << 80 | secrets.randbits(80)
    return "req_" + "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
