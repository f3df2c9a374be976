"""Times as they are shown."""

from tools.times import rfc3339


def test_times_are_rfc_3339_in_utc() -> None:
    assert rfc3339(0) == "1970-01-01T00:00:00.000Z"
    assert rfc3339(1_700_000_000.1234) == "2023-11-14T22:13:20.123Z"


def test_a_time_outside_the_calendar_becomes_its_first_or_last() -> None:
    assert (rfc3339(-1e300), rfc3339(1e300)) == ("0001-01-01T00:00:00.000Z", "9999-12-31T00:00:00.000Z")
