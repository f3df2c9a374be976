"""Durations summed up: percentiles that occurred, and what is below zero."""

import numpy as np
import pytest

from tools.analytics.durations import durations_in, durations_of, grouped, in_order
from tools.nouns.figures import Durations


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([], Durations()),
        ([7.0], Durations(1, 7.0, 7.0, 7.0)),
        ([1.0, 2.0], Durations(2, 1.0, 2.0, 1.5)),
        ([10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0], Durations(10, 5.0, 9.0, 5.5)),
        ([*range(1, 12)], Durations(11, 6.0, 10.0, 6.0)),
        ([-5.0, 3.0], Durations(2, 0.0, 3.0, 1.5)),
    ],
)
def test_percentiles_are_by_nearest_rank(seconds: list[float], expected: Durations) -> None:
    assert durations_of(np.array(seconds, np.float64)) == expected


@pytest.mark.parametrize("high", [3, 100_000])
def test_groups_have_their_own(high: int) -> None:
    codes, seconds = np.array([high, 1, high, 0], np.int32), np.array([4.0, 2.0, 6.0, 1.0])
    assert dict(grouped(codes, seconds)) == {
        0: Durations(1, 1.0, 1.0, 1.0),
        1: Durations(1, 2.0, 2.0, 2.0),
        high: Durations(2, 4.0, 6.0, 5.0),
    }
    assert list(grouped(np.empty(0, np.int32), np.empty(0))) == []


def test_several_columns_are_as_one() -> None:
    chance = np.random.default_rng(11)
    for _ in range(200):
        columns = [np.floor(chance.exponential(9, chance.integers(0, 40))) - 1 for _ in range(chance.integers(1, 6))]
        found, expected = durations_in([in_order(each) for each in columns]), durations_of(np.concatenate(columns))
        assert (found.count, found.p50, found.p90) == (expected.count, expected.p50, expected.p90)
        assert found.mean == pytest.approx(expected.mean)
