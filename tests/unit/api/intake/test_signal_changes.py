"""What was changed over there is kept once, under what the key forces, and only if it is signed where it must be."""

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from tests.support.application import SignedIn
from tools.inbound.sample import samples_of

SECRET = "a very good secret"
NOW = {"created_at": "", "updated_at": "", "published_at": "", "finishedAt": ""}


def sample(sender: str, name: str, at: str) -> tuple[bytes, dict[str, str]]:
    """A sample whose times are `at`."""
    found = next(each for each in samples_of(sender) if each.name == name)
    body = json.loads(found.body, object_hook=lambda item: item | {key: at for key in NOW if key in item})
    return json.dumps(body).encode(), {"Content-Type": found.content_type, **found.headers}


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


async def key_of(admin: httpx.AsyncClient, **changes: Any) -> dict[str, str]:
    answer = await admin.post("/keys", json={"name": "ci", "scopes": ["report"]} | changes)
    return {"X-API-Key": answer.json()["key"]}


async def ticket(admin: httpx.AsyncClient, **changes: str) -> dict[str, Any]:
    report = {"log": "disk sda is full", "service": "carts"} | changes
    return dict((await admin.post("/incident", json=report)).json())


async def changed(admin: httpx.AsyncClient, incident_id: str) -> list[dict[str, Any]]:
    events = (await admin.get(f"/incidents/{incident_id}")).json()["timeline"]
    return [event["data"] for event in events if event["kind"] == "changed"]


@pytest.fixture
def just_now() -> str:
    import time

    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))


@pytest.mark.parametrize(
    ("sender", "name", "version"),
    [
        ("github", "deployment_succeeded", "v1.4.2"),
        ("github", "release_published", "v1.4.2"),
        ("github", "workflow_succeeded", "000000000000"),
        ("argocd", "deployed", "3f6a1c0d9b7e"),
    ],
)
async def test_it_stands_on_the_timeline_once(
    admin: httpx.AsyncClient, guest: httpx.AsyncClient, just_now: str, sender: str, name: str, version: str
) -> None:
    body, headers = sample(sender, name, just_now)
    key = await key_of(admin, sender=sender)
    for _ in "twice":
        answer = await guest.post(f"/webhooks/{sender}", content=body, headers=headers | key)
        assert answer.status_code == 200, answer.text
    told = answer.json()["signals"][-1]
    assert (told["kind"], told["reason"]) == ("ignored", "change")
    opened = await ticket(admin, environment="production")
    [event] = await changed(admin, opened["incident_id"])
    assert (event["version"], event["text"]) == (version, told["detail"])
    if version != "000000000000":
        assert any(version in note for note in opened["advice"]["notes"])
    assert await changed(admin, (await ticket(admin, service="billing"))["incident_id"]) == []
    assert (await admin.get("/incidents")).json()["count"] == 2


async def test_a_key_forces_where_it_was(admin: httpx.AsyncClient, guest: httpx.AsyncClient, just_now: str) -> None:
    body, headers = sample("github", "deployment_succeeded", just_now)
    key = await key_of(admin, service="checkout", environment="eu")
    await guest.post("/webhooks/github", content=body, headers=headers | key)
    assert await changed(admin, (await ticket(admin, service="checkout", environment="eu"))["incident_id"])
    assert await changed(admin, (await ticket(admin, environment="production"))["incident_id"]) == []


async def test_a_secret_demands_a_signature(admin: httpx.AsyncClient, guest: httpx.AsyncClient, just_now: str) -> None:
    body, headers = sample("github", "deployment_succeeded", just_now)
    key = await key_of(admin, sender="github", signing_secret=SECRET)
    wrong = {"X-Hub-Signature-256": "sha256=" + "0" * 64}
    for signed in ({}, wrong):
        assert (await guest.post("/webhooks/github", content=body, headers=headers | key | signed)).status_code == 401
    found = (await ticket(admin, environment="production"))["incident_id"]
    assert await changed(admin, found) == []
    right = {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
    answer = await guest.post("/webhooks/github", content=body, headers=headers | key | right)
    assert "warnings" not in answer.json()
    assert len(await changed(admin, found)) == 1


async def test_a_change_of_tomorrow_is_named(admin: httpx.AsyncClient) -> None:
    body, headers = sample("argocd", "deployed", "2099-01-01T00:00:00Z")
    answer = await admin.post("/webhooks/argocd", content=body, headers=headers)
    assert answer.json()["signals"][-1]["reason"] == "unreadable"
    assert "in the future" in answer.json()["signals"][-1]["detail"]


async def test_a_deployment_ends_the_failed_one(admin: httpx.AsyncClient, just_now: str) -> None:
    failed, headers = sample("github", "deployment_failed", just_now)
    [fired] = (await admin.post("/webhooks/github", content=failed, headers=headers)).json()["signals"]
    good, headers = sample("github", "deployment_succeeded", just_now)
    over = (await admin.post("/webhooks/github", content=good, headers=headers)).json()["signals"][0]
    assert (over["kind"], over["incident_id"]) == ("recovered", fired["incident_id"])
