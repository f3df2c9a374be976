"""A change is evidence beside the tickets of its service: on their timelines and in their advice, never one itself."""

import time
from typing import Any

import httpx
import pytest

from tests.support.application import SignedIn

DISK = {"log": "disk sda is full", "service": "storage", "environment": "prod"}
DEPLOYED = {
    "service": "storage",
    "environment": "prod",
    "version": "1.4.2",
    "text": "deployed by CI",
    "url": "https://ci/7",
}


@pytest.fixture
async def responder(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("responder", "acme")


async def told(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post("/changes", json=DEPLOYED | changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def timeline(client: httpx.AsyncClient, incident_id: str) -> list[dict[str, Any]]:
    events = (await client.get(f"/incidents/{incident_id}")).json()["timeline"]
    return [event for event in events if event["kind"] == "changed"]


async def opened(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    return dict((await client.post("/incident", json=DISK | changes)).json())


async def test_a_change_stands_on_tickets_before_and_after_it(responder: httpx.AsyncClient) -> None:
    before = await opened(responder)
    change = await told(responder)
    after = await opened(responder, log="replica lags behind")
    for incident in (before, after):
        [event] = await timeline(responder, incident["incident_id"])
        assert event["data"]["change_id"] == change["change_id"]
        assert (event["data"]["version"], event["actor"]) == ("1.4.2", "responder@acme")
    assert (await responder.get("/incidents")).json()["count"] == 2


async def test_advice_names_what_was_changed(responder: httpx.AsyncClient) -> None:
    await told(responder)
    answer = await opened(responder)
    assert any("1.4.2" in note and "https://ci/7" in note for note in answer["advice"]["notes"])


@pytest.mark.parametrize("change", [{"service": "web"}, {"environment": "test"}, {"at": "2020-01-01T00:00:00Z"}])
async def test_other_changes_do_not(responder: httpx.AsyncClient, change: dict[str, str]) -> None:
    incident = await opened(responder)
    await told(responder, **change)
    assert await timeline(responder, incident["incident_id"]) == []


async def test_a_key_forces_where_it_was(responder: httpx.AsyncClient, guest: httpx.AsyncClient, signed_in) -> None:
    admin = await signed_in("admin", "acme")
    wanted = {"name": "ci", "scopes": ["report"], "service": "storage", "environment": "prod"}
    key = {"X-API-Key": (await admin.post("/keys", json=wanted)).json()["key"]}
    answer = await guest.post("/changes", json={"text": "a switch", "service": "web"}, headers=key)
    assert (answer.json()["service"], answer.json()["environment"]) == ("storage", "prod")


async def test_what_cannot_be_is_refused_and_a_repeat_is_one(responder: httpx.AsyncClient) -> None:
    ahead = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    for wrong in ({"text": " "}, {"service": ""}, {"at": ahead}):
        assert (await responder.post("/changes", json=DEPLOYED | wrong)).status_code == 422
    again = [(await responder.post("/changes", json=DEPLOYED, headers={"Idempotency-Key": "1"})).json() for _ in "ab"]
    assert again[0] == again[1]


async def test_a_change_of_no_service_is_refused_by_name(responder: httpx.AsyncClient) -> None:
    for body in ({"text": "deployed"}, {"text": "deployed", "service": ""}):
        answer = await responder.post("/changes", json=body)
        assert (answer.status_code, answer.json()["detail"]) == (422, "service: must not be empty")
