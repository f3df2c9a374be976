"""Real software's messages that differ only in values, clocks and dress. Written before any rule was run on them."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined, profile

SENTENCE = "payment gateway refused batch {} of merchant portal"
STAMPS = [
    "2026-11-23T10:11:12Z ", "2026-11-23T10:11:12.123456+01:00 ", "2026-11-23 10:11:12,123 ", "2026/11/23 10:11:12 ",
    "[23/Nov/2026:10:11:12 +0000] ", "[Mon Nov 23 10:11:12.123456 2026] ", "Mon, 23 Nov 2026 10:11:12 GMT ",
    "1795428672 ", "1795428672.123 ", "1795428672123 ", "20261123T101112Z ", "20261123-10:11:12.123 ",
    "11/23/2026 10:11:12 AM ", "23.11.2026 10:11:12 ", "10:11:12.123 ", "2026-11-23 10:11:12 -0800 ",
    "[2026-11-23 10:11:12 +0000] [12] ", "Mon Nov 23 10:11:12 UTC 2026 ", "2026-11-23 10.11.12 ", "[10:11:12] ",
    "2026-11-23_10:11:12.12345 ", "23-Nov-2026 10:11:12.123 ", "2026-11-23 10:11:12.123 UTC ",
    "Nov 23, 2026 10:11:12 AM ",
    "2026-11-23 10:11:12 PST ", "2026-11-23T10:11:12,123+0100 ", "23 Nov 2026 10:11:12,123 ", "[1234567.890123] ",
]  # fmt: skip


@pytest.mark.parametrize("stamp", STAMPS)
def test_the_clock_in_front_is_no_part_of_the_message(stamp: str) -> None:
    assert profile(stamp + SENTENCE.format(7)).template == profile(SENTENCE.format(8)).template


@pytest.mark.parametrize("stamp", STAMPS[:18])
def test_a_clock_inside_is_a_value(stamp: str) -> None:
    one = f"lease of cart worker has been stale since {stamp.strip('[] ')} and was taken over"
    assert joined(one, "lease of cart worker has been stale since 2025-01-02 03:04:05 and was taken over", cosine=0.0)


# (what varies, one report, the other); joined with no help from vectors
VALUES = cases("matching_unseen_same", "values")
DRESSES = cases("matching_unseen_same", "dresses")


@pytest.mark.parametrize(("variation", "one", "other"), VALUES + DRESSES)
def test_a_value_or_a_dress_is_no_difference(variation: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), variation
    assert joined(other, one, cosine=0.0), variation
