"""Times as they are shown: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime

# Reports come with any number as their time, and one odd time must not make a whole list unreadable.
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC).timestamp(), datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def rfc3339(seconds: float) -> str:
    """Epoch seconds as `2026-01-31T12:00:00.000Z`; times before year 1 or after 9999 become the first or last one."""
    moment = datetime.fromtimestamp(min(max(seconds, _FIRST), _LAST), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
