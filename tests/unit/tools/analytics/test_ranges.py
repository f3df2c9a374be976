"""Ranges that figures can be asked for, and those that cannot."""

import pytest

from tools.analytics.ranges import query_of, zone_of
from tools.analytics.slots import SLOT_SECONDS
from tools.errors import InvalidRequest
from tools.nouns.figures import BucketSize


def test_a_range_is_widened_to_quarter_hours() -> None:
    found = query_of(1000.0, 1801.0)
    assert (found.since, found.until) == (900.0, 2700.0)
    assert query_of(900.0, 1800.0).until == 1800.0


@pytest.mark.parametrize("name", ["", "Mars", "Europe", "../Berlin", "/etc/passwd", "a\x00b", "x" * 500])
def test_what_is_no_time_zone(name: str) -> None:
    with pytest.raises(InvalidRequest, match="tz"):
        zone_of(name)


@pytest.mark.parametrize(
    ("since", "until", "size"),
    [
        (0.0, 0.0, BucketSize.DAY),
        (0.0, SLOT_SECONDS * 4 * 5000.0, BucketSize.HOUR),
        (float("nan"), 0.0, BucketSize.DAY),
        (0.0, float("inf"), BucketSize.DAY),
    ],
)
def test_ranges_that_cannot_be_asked(since: float, until: float, size: BucketSize) -> None:
    with pytest.raises(InvalidRequest):
        query_of(since, until, bucket=size)
