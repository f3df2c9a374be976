"""Creates and parses our ids: a ULID, or a digest of a client's key, so that no client's string is a storage key.

A ULID has 48 bits of milliseconds and 80 random bits in 26 characters, so that ids sort by time.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from functools import lru_cache

from ulid import ULID

_ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
_INCIDENT_ID = re.compile(f"inc_{_ULID}")
_DELIVERY_ID = re.compile(f"dlv_{_ULID}")
_SILENCE_ID = re.compile(f"sil_{_ULID}")
_NEW_REQUEST_ID = re.compile(f"req_{_ULID}")
_MOMENT = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{9}")
_KEYED_REQUEST_ID = re.compile("req_[0-9a-f]{32}")

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_AS_PYTHON_COUNTS = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_MIRROR = str.maketrans(_ALPHABET, _ALPHABET[::-1])
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_TIME_SHIFTS, _CHANCE_SHIFTS = range(40, -1, -10), range(70, -1, -10)
_TIME_CHARACTERS, _CHANCE_CHARACTERS = 10, 16
# 256 is a multiple of 32, so each random byte gives one character, all equally likely.
_CHARACTER_OF_BYTE = (_ALPHABET * 8).encode()
# Random bytes are read for this many ids at once: one system call costs as much as the rest of an id.
_DRAWN = 64
_LAST_MILLISECOND = 2**48 - 1


# The random parts of future ids, each used once; `pop` is thread-safe.
_chances: list[str] = []
os.register_at_fork(after_in_child=_chances.clear)  # a forked process draws its own


def new_ulid(at: float) -> str:
    """A random ULID for a time (epoch seconds). Every report gets one: it takes 0.6 µs, the library's takes 3."""
    try:
        chance = _chances.pop()
    except IndexError:
        chance = _draw()
    return _moment(int(at * 1000)) + chance


def _draw() -> str:
    """The random part of one id; those of the next ones are stored."""
    text = os.urandom(_CHANCE_CHARACTERS * _DRAWN).translate(_CHARACTER_OF_BYTE).decode("ascii")
    first, *others = [text[start : start + _CHANCE_CHARACTERS] for start in range(0, len(text), _CHANCE_CHARACTERS)]
    _chances.extend(others)
    return first


def numbered_ulid(at: float, number: int) -> str:
    """The ULID for a time (epoch seconds) whose lower 80 bits are the number, the same at every call.

    It is built ten bits at a time, which is faster than the library.
    """
    return _moment(int(at * 1000)) + "".join([_PAIRS[number >> shift & 1023] for shift in _CHANCE_SHIFTS])


def time_prefix(at: float) -> str:
    """The ten characters with which all ULIDs of this millisecond begin: it sorts before them and after older ones.

    Times (epoch seconds) before 1970 or after 10889 become the first or last one possible.
    """
    return _moment(int(at * 1000))


def ulid_time(text: str) -> float:
    """The time (epoch seconds) of the ULID at the start of a text. Raises ValueError if there is none.

    Asked several times for each report, so it is not the library that reads it: a fifth of the time.
    """
    moment = text[:_TIME_CHARACTERS]
    if _MOMENT.fullmatch(moment) is None:
        return ULID.from_str(moment + "0" * 16).timestamp
    return int(moment.translate(_AS_PYTHON_COUNTS), 32) / 1000


def new_incident_id(now: float) -> str:
    """A new id of an incident: `inc_` and a ULID."""
    return f"inc_{new_ulid(now)}"


def is_incident_id(text: str) -> bool:
    """True if it has the form of an incident's id."""
    return _INCIDENT_ID.fullmatch(text) is not None


def short_ids(incident_ids: Sequence[str]) -> list[str]:
    """The shortest unique prefix of each id, without `inc_`: at least the time and two characters."""
    bare = [incident_id.removeprefix("inc_") for incident_id in incident_ids]
    length = _TIME_CHARACTERS + 2
    while length < len(max(bare, key=len, default="")) and len({each[:length] for each in bare}) < len(set(bare)):
        length += 1
    return [each[:length] for each in bare]


def beginning_of_id(typed: str) -> str:
    """The prefix of an id, from a part that a person typed in any case, with or without `inc_`."""
    return "inc_" + typed.strip().upper().removeprefix("INC_")


def new_request_id(now: float) -> str:
    """`req_` and a ULID: the id of a report without an idempotency key."""
    return f"req_{new_ulid(now)}"


def delivery_id_of(at: float, notice_id: str, destination: str) -> str:
    """`dlv_` and a ULID of the notice's time (epoch seconds): the same whenever the notice's job is repeated."""
    digest = hashlib.sha256(f"{notice_id}\x1f{destination}".encode()).digest()
    return f"dlv_{numbered_ulid(at, int.from_bytes(digest[:10]))}"


def is_delivery_id(text: str) -> bool:
    """True if it has the form of a delivery's id."""
    return _DELIVERY_ID.fullmatch(text) is not None


def new_silence_id(now: float) -> str:
    """`sil_` and a ULID."""
    return f"sil_{new_ulid(now)}"


def is_silence_id(text: str) -> bool:
    """Whether it has the form of a silence's id."""
    return _SILENCE_ID.fullmatch(text) is not None


def change_id_of(at: float, tenant: str, event: str) -> str:
    """`chg_` and the ULID of the change's moment (epoch seconds): the same whenever its sender tells it again."""
    digest = hashlib.sha256(f"change\x1f{tenant}\x1f{event}".encode()).digest()
    return f"chg_{numbered_ulid(at, int.from_bytes(digest[:10]))}"


def newest_first(text: str) -> str:
    """The ULID that a text ends with, so written that names are listed from the newest; the inverse of itself."""
    return text[-26:].translate(_MIRROR)


def keyed_request_id(tenant: str, route: str, key: str) -> str:
    """`req_` and a digest: the same for every request with this key on this route of the tenant."""
    digest = hashlib.sha256("\x1f".join((tenant, route, key)).encode()).hexdigest()
    return f"req_{digest[:32]}"


def numbered_request_id(request_id: str, number: int) -> str:
    """The id of a further report in the same request: the same for every repeat of the request id."""
    digest = hashlib.sha256(f"also\x1f{request_id}\x1f{number}".encode()).hexdigest()
    return f"req_{digest[:32]}"


def dedup_digest(dedup_key: str) -> str:
    """The digest of a sender's key for an alert, under which its data is stored."""
    return hashlib.sha256(f"dedup\x1f{dedup_key}".encode()).hexdigest()[:32]


def is_request_id(text: str) -> bool:
    """True if it has the form of a request id made here; nothing else is accepted as one."""
    return (_NEW_REQUEST_ID.fullmatch(text) or _KEYED_REQUEST_ID.fullmatch(text)) is not None


def request_time(request_id: str) -> float | None:
    """When a request id was made (epoch seconds); None for one derived from a client's key."""
    return ulid_time(request_id[4:]) if _NEW_REQUEST_ID.fullmatch(request_id) else None


@lru_cache(1)
def _moment(milliseconds: int) -> str:
    """The time part of an id. The last one is cached, since a batch's ids are made in the same millisecond."""
    bounded = min(max(milliseconds, 0), _LAST_MILLISECOND)
    return "".join([_PAIRS[bounded >> shift & 1023] for shift in _TIME_SHIFTS])
