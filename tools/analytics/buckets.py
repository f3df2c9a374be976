"""The buckets of a range, and which quarter hours each of them holds.

Offsets from UTC have been multiples of 15 minutes everywhere since 1972. In a range before that, a quarter hour belongs
to the bucket in which it begins.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tools.analytics.ranges import DAY_SECONDS, zone_of
from tools.analytics.slots import SLOT_SECONDS
from tools.nouns.figures import BucketSize

SLOTS_PER_HOUR = 4
KEPT_RANGES = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Slots = npt.NDArray[np.int64]


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
