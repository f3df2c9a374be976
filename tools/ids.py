"""Ids: ULIDs of a moment, or worked out from a client's key, whose own string never becomes a key of ours.

A ULID sorts by time and has 80 random bits. Request ids are written ten bits at a time: they are made most often.
"""

import hashlib
import os
import re
from functools import lru_cache

from ulid import ULID

OWN_REQUEST_ID = re.compile(r"req_(?:[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{32})")
"""What the functions below make: nothing else is taken for a request id of ours."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_SHIFTS = range(70, -1, -10)


def new_request_id(now: float) -> str:
    """`req_` and a ULID of this moment (epoch seconds)."""
    chance = int.from_bytes(os.urandom(10))
    return _moment(int(now * 1000)) + "".join([_PAIRS[chance >> shift & 1023] for shift in _SHIFTS])


def new_incident_id(now: float) -> str:
    """`inc_` and a ULID of this moment (epoch seconds; before 1970 counts as 1970)."""
    return f"inc_{time_ordered(now)}"


def time_ordered(now: float) -> str:
    """A ULID of this moment (epoch seconds; before 1970 counts as 1970)."""
    return str(ULID.from_timestamp(max(now, 0.0)))


def keyed_request_id(tenant: str, route: str, key: str) -> str:
    """`req_` and a digest: the same for every request with this key on this route of the tenant."""
    digest = hashlib.sha256("\x1f".join((tenant, route, key)).encode()).hexdigest()
    return f"req_{digest[:32]}"


@lru_cache(1)
def _moment(milliseconds: int) -> str:
    """What all ids of one moment begin with, above all those of one batch."""
    return "req_" + "".join([_PAIRS[milliseconds >> shift & 1023] for shift in range(40, -1, -10)])
