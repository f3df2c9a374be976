"""Buckets of ranges in time zones, also where the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tools.analytics.buckets import buckets_of
from tools.analytics.slots import slot_of
from tools.nouns.figures import BucketSize

BERLIN = "Europe/Berlin"


def local(text: str, zone: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def starts(since: str, until: str, zone: str, size: BucketSize) -> list[str]:
    found = buckets_of(slot_of(local(since, zone)), slot_of(local(until, zone)), zone, size)
    return [datetime.fromtimestamp(each, ZoneInfo(zone)).isoformat() for each in found.starts]


def test_days_of_23_and_25_hours() -> None:
    assert starts("2024-03-31", "2024-04-02", BERLIN, BucketSize.DAY) == [
        "2024-03-31T00:00:00+01:00",
        "2024-04-01T00:00:00+02:00",
    ]
    hours = starts("2024-10-27", "2024-10-28", BERLIN, BucketSize.HOUR)
    assert len(hours) == 25
    assert hours[2:4] == ["2024-10-27T02:00:00+02:00", "2024-10-27T02:00:00+01:00"]


def test_a_range_that_begins_within_an_hour() -> None:
    hours = starts("2024-03-31T00:45", "2024-03-31T04:00", BERLIN, BucketSize.HOUR)
    assert [each[11:] for each in hours] == ["00:45:00+01:00", "01:00:00+01:00", "03:00:00+02:00"]
    days = starts("2024-10-25T23:45", "2024-10-28", BERLIN, BucketSize.DAY)
    assert [each[:16] for each in days] == ["2024-10-25T23:45", "2024-10-26T00:00", "2024-10-27T00:00"]


def test_a_clock_that_is_set_back_by_half_an_hour() -> None:
    hours = starts("2024-04-07T00:00", "2024-04-07T04:00", "Australia/Lord_Howe", BucketSize.HOUR)
    assert [each[11:16] for each in hours] == ["00:00", "01:00", "01:30", "02:00", "03:00"]


def test_a_day_that_a_zone_left_out() -> None:
    days = starts("2011-12-28", "2012-01-01", "Pacific/Apia", BucketSize.DAY)
    assert [each[:10] for each in days] == ["2011-12-28", "2011-12-29", "2011-12-31"]


def test_weeks_begin_on_monday() -> None:
    weeks = starts("2026-11-25", "2026-12-08", "Asia/Kathmandu", BucketSize.WEEK)
    assert [each[:10] for each in weeks] == ["2026-11-25", "2026-11-30", "2026-12-07"]


def test_before_1970_too() -> None:
    assert starts("1965-01-01", "1965-01-03", BERLIN, BucketSize.DAY)[1] == "1965-01-02T00:00:00+01:00"
    assert slot_of(-1.0) == -1
