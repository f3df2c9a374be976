"""Making, listing and ending keys."""

from typing import Any

import httpx
import pytest

from tests.support.application import SignedIn
from tests.support.audit_log import audited
from tools.toolbox import Toolbox

BODY = {"name": "alertmanager of cluster 1", "scopes": ["report"], "sender": "alertmanager", "service": "shop"}


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


async def test_a_key_is_shown_once(admin: httpx.AsyncClient, toolbox: Toolbox) -> None:
    answer = await admin.post("/keys", json=BODY | {"signing_secret": "a very long secret"})
    made = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert made["key"].startswith("iir_")
    listed = await admin.get("/keys")
    [shown] = listed.json()["keys"]
    assert shown == {name: value for name, value in made.items() if name != "key"}
    assert (shown["state"], shown["made_by"], shown["has_signing_secret"]) == ("active", "admin@acme", True)
    assert "a very long secret" not in answer.text + listed.text
    stored = b"".join(path.read_bytes() for path in toolbox.settings.data_dir.glob("incidents.db*"))
    assert made["key"].encode() not in stored


async def test_making_and_ending_are_audited(admin: httpx.AsyncClient, toolbox: Toolbox) -> None:
    key_id = (await admin.post("/keys", json=BODY)).json()["key_id"]
    assert (await admin.delete(f"/keys/{key_id}")).status_code == 204
    lines = [line[1:4] for line in audited(toolbox.settings.data_dir)]
    assert lines == [("admin@acme", "key-added", key_id), ("admin@acme", "key-revoked", key_id)]


async def test_a_repeated_idempotency_key_names_what_it_made(admin: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "once"}
    made = (await admin.post("/keys", json=BODY, headers=headers)).json()
    again = await admin.post("/keys", json=BODY, headers=headers)
    assert again.status_code == 409
    assert made["key_id"] in again.json()["detail"]
    assert made["key"] not in again.text
    assert (await admin.get("/keys")).json()["count"] == 1
    assert (await admin.post("/keys", json=BODY | {"name": "b"}, headers=headers)).status_code == 422
    assert (
        await admin.post("/keys", json=BODY | {"scopes": ["x"]}, headers={"Idempotency-Key": "2"})
    ).status_code == 422
    assert (await admin.post("/keys", json=BODY, headers={"Idempotency-Key": "2"})).status_code == 201


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["reports"]}, "scopes: use report, read, respond, admin"),
        ({"sender": "pager"}, "sender: use grafana, alertmanager"),
        ({"name": "  "}, "name: must not be empty"),
        ({"signing_secret": "short"}, "signing_secret"),
        ({"require_signature": True}, "require_signature"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"recovery_quiet_seconds": -1}, "recovery_quiet_seconds"),
        ({"recovery_quiet_seconds": "never"}, "recovery_quiet_seconds"),
        ({"mapping": {"colour": "a"}}, "mapping"),
        ({"mapping": {"text": "a..b"}}, "mapping.text"),
        ({"scope": ["report"]}, "did you mean 'scopes'"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    admin: httpx.AsyncClient, change: dict[str, Any], said: str
) -> None:
    answer = await admin.post("/keys", json=BODY | change)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


async def test_a_key_of_many_wishes_comes_back_as_asked(admin: httpx.AsyncClient) -> None:
    wishes = {
        "name": "cloud", "scopes": ["read", "report"], "sender": "sns", "environment": "prod",
        "require_signature": True,
        "recovery_quiet_seconds": "off", "mapping": {"text": "detail.text"}, "heartbeat": True,
        "expires_at": "2999-01-01T00:00:00.000Z",
    }  # fmt: skip
    made = (await admin.post("/keys", json=wishes)).json()
    assert {name: made[name] for name in wishes} == wishes
