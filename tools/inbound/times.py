"""Parses senders' times into epoch seconds.

A time without a zone is ignored, because no time is better than a wrong one.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tools import deferred_re as re

# Times before 1990 and after 2200 are not real: "0001-01-01T00:00:00Z" and 0 mean "not set".
_EARLIEST, _LATEST = 631_152_000.0, 7_258_118_400.0
_MILLI, _MICRO, _NANO = 1e11, 1e14, 1e17
# "2024-05-07T10:12:30.123456789Z", "2024-05-07 10:12:30 +0000 UTC", "2024/08/14 21:28:56 GMT".
_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)[T ]"
    r"(?P<clock>\d\d?:\d\d(?::\d\d)?)(?:[.,](?P<fraction>\d{1,12}))?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d[:.]?(?:\d\d)?)(?: ?UTC)?"
)
_NUMBER = re.compile(r"\d{9,19}(?:\.\d{1,9})?")


def instant(value: object) -> float | None:
    """Epoch seconds of a text (RFC 3339, ISO, RFC 1123) or number (epoch s, ms, µs or ns); None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    if not isinstance(value, str):
        return None
    text = value.strip()[:64]
    if text[4:5] == "-" and text[10:11] == "T":
        return _from_rfc3339(text)
    if _NUMBER.fullmatch(text):
        return _from_number(float(text))
    found = _ISO.fullmatch(text)
    return _from_iso(found) if found else _from_mail(text)


def _from_number(value: float) -> float | None:
    if not _EARLIEST <= value <= _LATEST * 1e9:  # also for not-a-number, and for too large a number
        return None
    for limit, scale in ((_NANO, 1e9), (_MICRO, 1e6), (_MILLI, 1e3)):
        if value >= limit:
            return _within(value / scale)
    return _within(float(value))


def _from_rfc3339(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text)
        return _within(found.timestamp()) if found.tzinfo else None
    except (ValueError, OverflowError):
        other = _ISO.fullmatch(text)
        return _from_iso(other) if other else None


def _from_iso(found: "re.Match[str]") -> float | None:
    zone = "+0000" if found["zone"] in ("Z", "UTC", "GMT") else found["zone"].replace(":", "").replace(".", "")
    try:
        hour, minute, second = (*map(int, found["clock"].split(":")), 0)[:3]
        whole = datetime(
            int(found["year"]), int(found["month"]), int(found["day"]), hour, minute, tzinfo=UTC
        ).timestamp()
    except (ValueError, OverflowError):
        return None
    offset = int(zone[:3]) * 3600 + int(zone[0] + (zone[3:] or "0")) * 60
    return _within(whole + second + float(f"0.{found['fraction'] or 0}") - offset)


def _from_mail(text: str) -> float | None:
    """RFC 1123, as AWS Health writes it: "Thu, 9 Feb 2023 10:12:00 GMT"."""
    if not text[:1].isalpha() or ":" not in text:
        return None
    try:
        found = parsedate_to_datetime(text)
        return _within(found.timestamp()) if found.tzinfo else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _within(seconds: float) -> float | None:
    return seconds if _EARLIEST <= seconds <= _LATEST else None
