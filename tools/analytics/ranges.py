"""Quarter hours, the unit of every time zone's hours, days and weeks, and the buckets of a range.

Offsets from UTC have been multiples of 15 minutes everywhere since 1972. In a range before that, a quarter hour belongs
to the bucket in which it begins.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tools.analytics.slots import SLOT_SECONDS, slot_of
from tools.errors import InvalidRequest
from tools.nouns.figures import BucketSize, FigureQuery

DAY_SECONDS = 86_400
MAX_BUCKETS = 4_000
"""About 11 years of days, or 5 months of hours."""

SLOTS_PER_HOUR = 4
KEPT_RANGES = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = -2_208_988_800.0, 7_258_118_400.0
"""1900 and 2200, the limits of ranges."""

Slots = npt.NDArray[np.int64]


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


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of a range, in order."""

    first_slot: int
    starts: tuple[float, ...]
    bucket_of: Slots
    """The bucket of each slot of the range, from `first_slot` on."""

    def totals(self, slots: npt.NDArray[np.int32], weights: Slots | None = None) -> Slots:
        """Return how many of these slots, or how much of their weights, are in each bucket.

        All are inside the range.
        """
        # Sums of floats are exact below 2^53.
        by_slot = np.bincount(slots - self.first_slot, weights, minlength=len(self.bucket_of))
        return np.bincount(self.bucket_of, by_slot, minlength=len(self.starts)).astype(np.int64)


@lru_cache(KEPT_RANGES)
def buckets_of(first_slot: int, last_slot: int, zone: str, size: BucketSize) -> Buckets:
    """Return the buckets that contain at least part of the range, from `first_slot` to before `last_slot`."""
    slots = np.arange(first_slot, last_slot, dtype=np.int64)
    offsets = _offsets(slots, zone_of(zone))
    local = slots * SLOT_SECONDS + offsets
    if size is BucketSize.HOUR:
        # The hour that occurs twice when clocks are set back is two hours.
        names = (local // 3600) * 3600 - offsets
    else:
        days = local // DAY_SECONDS
        names = days if size is BucketSize.DAY else (days + 3) // 7  # day 0 was a Thursday
    _, firsts, bucket_of = np.unique(names, return_index=True, return_inverse=True)
    return Buckets(first_slot, tuple(float(slots[each] * SLOT_SECONDS) for each in firsts), bucket_of)


def _offsets(slots: Slots, zone: ZoneInfo) -> Slots:
    """Return the seconds from UTC at the start of each slot; looked up once an hour where the offset stays the same."""
    found = np.empty(len(slots), dtype=np.int64)
    before = _offset(int(slots[0]), zone)
    for start in range(0, len(slots), SLOTS_PER_HOUR):
        end = min(start + SLOTS_PER_HOUR, len(slots))
        after = _offset(int(slots[0]) + end, zone)
        if before == after:
            found[start:end] = before
        else:
            found[start:end] = [_offset(int(each), zone) for each in slots[start:end]]
        before = after
    return found


def _offset(slot: int, zone: ZoneInfo) -> int:
    moment = (_EPOCH + timedelta(seconds=slot * SLOT_SECONDS)).astimezone(zone)
    return int((moment.utcoffset() or timedelta()).total_seconds())
