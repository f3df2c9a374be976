"""A signing secret for a key in use, and what is told of requests that are refused."""

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.support.application import SignedIn

FIRST, SECOND = "the first secret", "the second secret"
DISK = json.dumps({"text": "disk sda of db-1 is full", "service": "storage"}).encode()


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


@pytest.fixture
async def made(admin: httpx.AsyncClient) -> dict[str, str]:
    body = {"name": "the pager", "scopes": ["report"], "sender": "pagerduty"}
    return (await admin.post("/keys", json=body)).json()


async def posted(guest: httpx.AsyncClient, made: dict[str, str], *secrets: str, path: str = "pagerduty") -> int:
    """Signed as PagerDuty signs: one `v1=` for every secret that is valid on its side."""
    digests = (hmac.new(secret.encode(), DISK, hashlib.sha256).hexdigest() for secret in secrets)
    headers = {"X-API-Key": made["key"], "X-PagerDuty-Signature": ",".join(f"v1={each}" for each in digests)}
    return (await guest.post(f"/webhooks/{path}", content=DISK, headers=headers)).status_code


async def refused(app: FastAPI, admin: httpx.AsyncClient) -> list[dict[str, Any]]:
    await app.state.services.last_intakes.drain()
    return (await admin.get("/signals", params={"outcome": "refused"})).json()["signals"]


async def test_a_key_in_use_is_given_a_secret_and_rotates_it(
    admin: httpx.AsyncClient, guest: httpx.AsyncClient, made: dict[str, str]
) -> None:
    place = f"/keys/{made['key_id']}/signing-secret"
    assert await posted(guest, made) == 200
    answer = await admin.put(place, json={"signing_secret": FIRST})
    assert (answer.status_code, answer.json()["has_signing_secret"], FIRST in answer.text) == (200, True, False)
    assert [await posted(guest, made), await posted(guest, made, FIRST)] == [401, 200]
    answer = await admin.put(place, json={"signing_secret": SECOND})
    assert answer.json()["old_secret_until"] is not None
    assert [await posted(guest, made, FIRST), await posted(guest, made, SECOND), await posted(guest, made)] == [
        200, 200, 401,
    ]  # fmt: skip
    assert await posted(guest, made, "one more", SECOND) == 200
    answer = await admin.put(place, json={"signing_secret": SECOND, "old_valid_seconds": 0})
    assert answer.json()["old_secret_until"] is None
    assert [await posted(guest, made, FIRST), await posted(guest, made, SECOND)] == [401, 200]
    answer = await admin.delete(place)
    assert (answer.status_code, answer.json()["has_signing_secret"]) == (200, False)
    assert await posted(guest, made) == 200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "signing_secret"),
        ({"signing_secret": "short"}, "signing_secret"),
        ({"signing_secret": FIRST, "old_valid_seconds": -1}, "old_valid_seconds"),
        ({"signing_secret": FIRST, "old_valid_second": 1}, "did you mean 'old_valid_seconds'"),
    ],
)
async def test_what_cannot_be_is_told(
    admin: httpx.AsyncClient, made: dict[str, str], body: dict[str, Any], said: str
) -> None:
    answer = await admin.put(f"/keys/{made['key_id']}/signing-secret", json=body)
    assert (answer.status_code, said in answer.json()["detail"]) == (422, True)
    assert FIRST not in answer.text


async def test_refused_requests_are_told_without_their_bodies(
    app: FastAPI, admin: httpx.AsyncClient, guest: httpx.AsyncClient, made: dict[str, str]
) -> None:
    await admin.put(f"/keys/{made['key_id']}/signing-secret", json={"signing_secret": FIRST})
    assert await posted(guest, made, "a wrong one") == 401
    assert await posted(guest, made, path="grafana") == 403
    assert await posted(guest, {"key": made["key"][:-1] + "x"}) == 401
    await admin.delete(f"/keys/{made['key_id']}")
    assert await posted(guest, made, FIRST) == 401
    told = await refused(app, admin)
    assert {(each["sender"], each["by"], each["body"]) for each in told} == {
        ("pagerduty", made["key_id"], None), ("grafana", made["key_id"], None)
    }  # fmt: skip
    reasons = sorted(each["reason"].partition(":")[0] for each in told)
    assert reasons == [
        "the body has no valid signature of pagerduty", "the key is revoked",
        "this key is for the sender pagerduty, not for grafana",
    ]  # fmt: skip
    assert "disk sda" not in json.dumps(told)


async def test_another_tenant_is_told_nothing_of_them(
    app: FastAPI, guest: httpx.AsyncClient, signed_in: SignedIn, made: dict[str, str]
) -> None:
    assert await posted(guest, made, path="grafana") == 403
    assert await refused(app, await signed_in("admin", "umbrella")) == []
