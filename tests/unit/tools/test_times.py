"""Times as they are shown."""

import pytest

from tools.times import age, rfc3339


def test_times_are_rfc_3339_in_utc() -> None:
    assert rfc3339(0) == "1970-01-01T00:00:00.000Z"
    assert rfc3339(1_700_000_000.1234) == "2023-11-14T22:13:20.123Z"


def test_a_time_outside_the_calendar_becomes_its_first_or_last() -> None:
    assert (rfc3339(-1e300), rfc3339(1e300)) == ("0001-01-01T00:00:00.000Z", "9999-12-31T00:00:00.000Z")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-5, "now"), (0.4, "now"), (59.9, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (86_399, "23h"), (9e5, "10d")],
)
def test_an_age_is_one_unit(seconds: float, shown: str) -> None:
    assert age(seconds) == shown
