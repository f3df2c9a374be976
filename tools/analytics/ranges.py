"""The range of a question about figures, in quarter hours, the unit of every time zone's hours, days and weeks.

The buckets of a range are in `buckets.py`, because they need NumPy, and every start of a process reads this module.
"""

from zoneinfo import ZoneInfo

from tools.analytics.slots import SLOT_SECONDS, slot_of
from tools.errors import InvalidRequest
from tools.nouns.figures import BucketSize, FigureQuery

DAY_SECONDS = 86_400
MAX_BUCKETS = 4_000
"""About 11 years of days, or 5 months of hours."""

FIRST, LAST = -2_208_988_800.0, 7_258_118_400.0
"""1900 and 2200, the limits of ranges."""


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone. Raises InvalidRequest for a name that is not an IANA time zone."""
    try:
        return ZoneInfo(name)
    except (
        ValueError,
        OSError,
    ) as error:  # ZoneInfoNotFoundError is a KeyError, but the name of a folder raises an OSError
        raise _unknown(name) from error
    except KeyError as error:
        raise _unknown(name) from error


def _unknown(name: str) -> InvalidRequest:
    return InvalidRequest(f"tz: {name[:60]!r} is not a time zone: use an IANA name such as Europe/Berlin or UTC")


def query_of(
    since: float,
    until: float,
    *,
    zone: str = "UTC",
    bucket: BucketSize = BucketSize.DAY,
    service: str | None = None,
    environment: str | None = None,
) -> FigureQuery:
    """Return the query, with its range widened to whole quarter hours.

    Raises InvalidRequest for an empty range, one that is too long for its buckets, or an unknown time zone.
    """
    zone_of(zone)
    if not FIRST <= since <= LAST or not FIRST <= until <= LAST:
        raise InvalidRequest("from, to: use times between 1900 and 2200")
    first, last = slot_of(since), -slot_of(-until)
    if last <= first:
        raise InvalidRequest("to: must be later than from")
    seconds = {BucketSize.HOUR: 3600, BucketSize.DAY: DAY_SECONDS, BucketSize.WEEK: 7 * DAY_SECONDS}[bucket]
    if (last - first) * SLOT_SECONDS > MAX_BUCKETS * seconds:
        raise InvalidRequest(f"bucket: the range has more than {MAX_BUCKETS} buckets; use longer ones or less time")
    return FigureQuery(
        float(first * SLOT_SECONDS), float(last * SLOT_SECONDS), zone, bucket, service or None, environment or None
    )
