"""`GET /analytics/summary`: asked in words, answered as JSON or CSV."""

import csv
import io
import time

import httpx
import pytest

from tests.support.application import SignedIn

DISK = {"log": "disk sda is full", "service": "storage", "environment": "prod"}
ASKED = "/analytics/summary"


@pytest.fixture
async def told(responder: httpx.AsyncClient) -> httpx.AsyncClient:
    """Three reports of one problem, which is fixed, and one of another."""
    for _ in range(3):
        answer = await responder.post("/incident", json=DISK)
    await responder.post("/incident", json={"log": "=cmd() fails in the mailer", "service": "=mail"})
    fixed = {"incident_id": answer.json()["incident_id"], "resolution": "grew it", "resolved_by": "ann"}
    assert (await responder.post("/resolve", json=fixed)).status_code == 200
    return responder


async def test_the_last_30_days_in_utc(told: httpx.AsyncClient) -> None:
    found = (await told.get(ASKED)).json()
    assert (found["reports"], found["incidents"], found["duplicates"], found["noise_removed"]) == (4, 2, 2, 0.5)
    assert (found["tz"], found["bucket"], len(found["buckets"])) == ("UTC", "day", 31)
    assert found["buckets"][-1]["reports"] == 4
    assert found["mttr"]["fixed"]["count"] == 1
    assert found["mttr"]["recovered"] == found["mtta"] == {"count": 0, "p50": None, "p90": None, "mean": None}
    assert [each["service"] for each in found["services"]] == ["storage", "=mail"]
    assert found["corrections"] == {"merges": 0, "merge_rate": 0.0, "splits": 0, "split_rate": 0.0}


async def test_filters_and_a_time_zone(told: httpx.AsyncClient) -> None:
    asked = {"tz": "Asia/Kolkata", "bucket": "hour", "service": "storage", "environment": "prod"}
    now = time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime())
    found = (await told.get(ASKED, params=asked | {"from": now})).json()
    assert (found["reports"], found["incidents"]) == (3, 1)
    assert found["from"].endswith("+05:30")
    assert (await told.get(ASKED, params=asked | {"service": "none"})).json()["reports"] == 0


async def test_a_plus_that_an_address_turned_into_a_space(told: httpx.AsyncClient) -> None:
    answer = await told.get(f"{ASKED}?from=2026-01-01T00:00:00+01:00&to=2026-01-02")
    assert answer.json()["from"] == "2025-12-31T23:00:00Z"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"tz": "../../etc/passwd"}, "tz"),
        ({"tz": "Europe"}, "tz"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "to"),
        ({"from": "0001-01-01"}, "from"),
        ({"from": "1990-01-01", "bucket": "hour"}, "bucket"),
        ({"bucket": "month"}, "bucket"),
        ({"service": "a\u202eb"}, "service"),
        ({"format": "xml"}, "format"),
    ],
)
async def test_what_cannot_be_asked_is_named(responder: httpx.AsyncClient, asked: dict[str, str], field: str) -> None:
    answer = await responder.get(ASKED, params=asked)
    assert answer.status_code == 422
    assert field in answer.text


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
async def test_csv_for_spreadsheets(told: httpx.AsyncClient, asked: dict[str, dict[str, str]]) -> None:
    answer = await told.get(ASKED, **asked)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="incidents-')
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    [total] = [row for row in rows if row["section"] == "total"]
    assert (total["reports"], total["incidents"], total["mttr_fixed_count"]) == ("4", "2", "1")
    assert [row["service"] for row in rows if row["section"] == "service"] == ["storage", "'=mail"]
    assert sum(row["section"] == "day" for row in rows) == 31
    [slow] = [row for row in rows if row["section"] == "slowest"]
    assert slow["name"].startswith("inc_")


async def test_who_may_ask(guest: httpx.AsyncClient, signed_in: SignedIn) -> None:
    assert (await guest.get(ASKED)).status_code == 401
    viewer = await signed_in("viewer", "acme")
    assert (await viewer.get(ASKED)).json()["reports"] == 0
