"""Formats times: RFC 3339 in UTC for programs, an age for people."""

from datetime import UTC, datetime

# A report may carry any number as its time, and one odd time must not break a whole list.
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC).timestamp(), datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def rfc3339(seconds: float) -> str:
    """Epoch seconds as `2026-01-31T12:00:00.000Z`; times before year 1 or after 9999 become the first or last one."""
    moment = datetime.fromtimestamp(min(max(seconds, _FIRST), _LAST), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def age(seconds: float) -> str:
    """How long ago, in one unit: "now", "40s", "5m", "3h", "12d"."""
    if seconds < 1:
        return "now"
    for limit, unit, word in ((60, 1, "s"), (3600, 60, "m"), (86_400, 3600, "h")):
        if seconds < limit:
            return f"{int(seconds // unit)}{word}"
    return f"{int(seconds // 86_400)}d"
