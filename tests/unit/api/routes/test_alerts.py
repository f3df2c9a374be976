"""`POST /api/v2/alerts`: what Prometheus sends straight to us, below whatever prefix it is told."""

import time

import httpx
import pytest

from tests.support.application import SignedIn


def stamp(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def alert(name: str = "DiskFull", ends: float = 240) -> dict[str, object]:
    labels = {"alertname": name, "service": "storage", "severity": "critical"}
    return {"labels": labels, "annotations": {}, "startsAt": "2026-11-29T09:14:02.123Z", "endsAt": stamp(ends)}


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


@pytest.mark.parametrize("path", ["/api/v2/alerts", "/alertmanager/api/v2/alerts", "/a/b/api/v2/alerts"])
async def test_resends_are_reminders_and_an_end_recovers(admin: httpx.AsyncClient, path: str) -> None:
    for alerts in ([alert(), alert("LinkDown")], [alert(), alert("LinkDown")], [alert(ends=-1)]):
        answer = await admin.post(path, json=alerts)
        assert (answer.status_code, answer.content) == (200, b"")
    found = (await admin.get("/incidents")).json()["incidents"]
    counts = {each["title"].split()[0].rstrip(":"): each["activations"] for each in found}
    assert [each["occurrences"] for each in found] == [1, 1]
    assert sorted(each["ended"] for each in counts.values()) == [0, 1]


async def test_one_bad_alert_is_passed_over(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/api/v2/alerts", json=[alert(), {"labels": 7}, 3])).status_code == 200
    assert (await admin.get("/incidents")).json()["count"] >= 1


async def test_no_alerts_are_no_error(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/api/v2/alerts", json=[])).status_code == 200
    assert (await admin.post("/api/v2/alerts", content=b"")).status_code == 200
