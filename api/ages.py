"""Parses times on the command line: an age such as `7d`, or a time in RFC 3339."""

import re
from datetime import datetime

from tools.errors import InvalidRequest

_AGE = re.compile(r"(\d{1,6})\s*([hdwm])")
_DELAY = re.compile(r"(\d{1,6})\s*([mhdw])")
_DELAY_SECONDS = {"m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0}
_SECONDS = {"h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0, "m": 30 * 86_400.0}


def age_of(option: str, text: str) -> float:
    """Seconds of `48h`, `90d`, `12w` or `6m` (months of 30 days). Raises InvalidRequest, naming the option."""
    found = _AGE.fullmatch(text.strip().lower())
    if not found:
        raise InvalidRequest(f"{option}: write, for example, 90d, 12w, 6m or 48h")
    return int(found[1]) * _SECONDS[found[2]]


def moment_of(option: str, text: str, now: float) -> float:
    """Epoch seconds of an age before `now`, or of a time in RFC 3339. Raises InvalidRequest, naming the option."""
    if _AGE.fullmatch(text.strip().lower()):
        return now - age_of(option, text)
    return _rfc3339(option, text, "an age such as 48h or 7d")


def later_moment_of(option: str, text: str, now: float) -> float:
    """Epoch seconds of a time after `now`, such as `30m` (minutes), `8h` or `7d`, or of one in RFC 3339."""
    found = _DELAY.fullmatch(text.strip().lower())
    if found:
        return now + int(found[1]) * _DELAY_SECONDS[found[2]]
    return _rfc3339(option, text, "a time from now such as 30m, 8h or 7d")


def _rfc3339(option: str, text: str, other: str) -> float:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidRequest(f"{option}: write {other}, or a time such as 2026-01-31T12:00Z") from error
    if moment.tzinfo is None:
        raise InvalidRequest(f"{option}: the time needs its zone: 2026-01-31T12:00Z, or +01:00 at its end")
    return moment.timestamp()
