"""Tenants by HTTP: made, suspended, bounded, deleted, restored and erased."""

import httpx
import pytest
from fastapi import FastAPI

from api.acts import users
from api.acts.tenants import erase_tenant
from api.auth.passwords import PasswordHasher
from api.worker.erasures import ERASER, Erasures
from tests.support.application import SignedIn, client_of
from tools.errors import Conflict
from tools.nouns.tenants import RESTORABLE_SECONDS
from tools.toolbox import Toolbox

PASSWORD = "correct horse battery"
DISK = {"log": "disk sda is full", "service": "storage"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "PasswordHasher", lambda: PasswordHasher(rounds=4))
    monkeypatch.setattr(PasswordHasher, "outdated", lambda *_: False)


@pytest.fixture
async def owner(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("owner")


@pytest.fixture
async def acme(owner: httpx.AsyncClient, guest: httpx.AsyncClient) -> dict[str, str]:
    """The headers of the first administrator of a new tenant."""
    made = await owner.post("/tenants", json={"name": "acme"})
    assert (made.status_code, made.json()["state"]) == (201, "active")
    body = {"username": "bob", "role": "admin", "password": PASSWORD, "tenant": "acme"}
    assert (await owner.post("/users", json=body)).status_code == 201
    answer = await guest.post("/login", json={"username": "bob", "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.parametrize("changes", [{}, {"state": "suspended"}, {"quotas": {"reports": 5}}])
async def test_a_tenant_that_does_not_exist_is_not_changed(owner, changes: dict[str, object]) -> None:
    refused = await owner.patch("/tenants/nobody%3B%28", json=changes)
    assert (refused.status_code, refused.json()["detail"]) == (404, "no tenant 'nobody;('")
    kept = await owner.patch("/tenants/default", json={})
    assert (kept.status_code, kept.json()["tenant"]) == (200, "default")


async def test_a_suspended_tenant_reads_and_does_nothing_else(owner, guest, acme, app: FastAPI) -> None:
    first = (await guest.post("/incident", json=DISK, headers=acme)).json()["incident_id"]
    key = (await guest.post("/keys", json={"name": "m", "scopes": ["report"]}, headers=acme)).json()["key"]
    assert (await owner.patch("/tenants/acme", json={"state": "suspended"})).json()["state"] == "suspended"
    assert (await guest.get(f"/incidents/{first}", headers=acme)).status_code == 200
    assert (await guest.get("/me", headers=acme)).status_code == 200
    for method, path, body in (
        ("POST", "/incident", DISK),
        ("POST", f"/incidents/{first}/comments", {"text": "a"}),
        ("POST", "/users", {"username": "eve"}),
        ("GET", "/keys", None),
    ):
        refused = await guest.request(method, path, json=body, headers=acme)
        assert (refused.status_code, "suspended" in refused.json()["detail"]) == (403, True), path
    async with client_of(app, **{"X-API-Key": key}) as machine:
        assert (await machine.post("/incident", json=DISK)).status_code == 403
        posted = await machine.post("/webhooks/generic", json={"text": "disk full"})
        assert (posted.status_code, int(posted.headers["retry-after"])) == (503, 300)
    assert (await owner.patch("/tenants/acme", json={"state": "active"})).status_code == 200
    assert (await guest.post("/incident", json=DISK, headers=acme)).json()["status"] == "existing"


async def test_quotas_bound_reports_and_new_problems(owner, guest, acme) -> None:
    quotas = {"quotas": {"reports": 3, "incidents": 1}}
    assert (await owner.patch("/tenants/acme", json=quotas)).json()["quotas"]["incidents"] == 1
    assert (await guest.post("/incident", json=DISK, headers=acme)).json()["status"] == "new"
    refused = await guest.post("/incident", json={"log": "cert expired", "service": "edge"}, headers=acme)
    assert (refused.status_code, "new problems" in refused.json()["detail"]) == (429, True)
    assert (await guest.post("/incident", json=DISK, headers=acme)).json()["status"] == "existing"
    assert (await guest.post("/incident", json=DISK, headers=acme)).json()["status"] == "existing"
    refused = await guest.post("/incident", json=DISK, headers=acme)
    assert (refused.status_code, "reports" in refused.json()["detail"]) == (429, True)
    assert int(refused.headers["retry-after"]) > 0


async def test_a_deleted_tenant_is_out_and_can_come_back(owner, guest, acme, toolbox: Toolbox) -> None:
    await guest.post("/incident", json=DISK, headers=acme)
    gone = (await owner.delete("/tenants/acme")).json()
    assert (gone["state"], gone["erased_after"] > gone["deleted_at"]) == ("deleted", True)
    exported = toolbox.settings.data_dir / "exports" / gone["export"]
    assert "disk sda is full" in exported.read_text("utf-8")
    unknown = await guest.post("/login", json={"username": "nobody-here", "password": PASSWORD})
    refused = await guest.post("/login", json={"username": "bob", "password": PASSWORD})
    assert (refused.status_code, refused.json()["detail"]) == (401, unknown.json()["detail"])
    assert (await guest.get("/incidents", headers=acme)).status_code == 401
    assert (await owner.delete("/tenants/acme")).status_code == 409
    assert (await owner.post("/tenants/acme/restore")).json()["state"] == "active"
    assert (await guest.get("/incidents", headers=acme)).json()["count"] == 1
    assert (await owner.post("/tenants/acme/restore")).status_code == 409


async def test_after_seven_days_nothing_is_left(owner, guest, acme, toolbox: Toolbox) -> None:
    await guest.post("/incident", json=DISK, headers=acme)
    await owner.delete("/tenants/acme")
    store, now = toolbox.whole_store, toolbox.clock()
    with pytest.raises(Conflict, match="cannot be erased yet"):
        await erase_tenant(store, ERASER, "acme", now)
    assert await Erasures(store, toolbox.clock).look() == []
    assert await Erasures(store, lambda: now + RESTORABLE_SECONDS + 1).look() == ["acme"]
    assert await store.user("bob") is None
    assert "acme" not in {each["tenant"] for each in (await owner.get("/tenants")).json()["tenants"]}
    lines = (await owner.get("/audit?tenant=acme")).json()["entries"]
    assert [line["action"] for line in lines][:2] == ["tenant-erased", "tenant-deleted"]


async def test_what_cannot_be_is_refused(owner, acme) -> None:
    for name, status in (("acme", 409), ("default", 409), ("a b", 422), ("", 422)):
        assert (await owner.post("/tenants", json={"name": name})).status_code == status, name
    assert (await owner.delete("/tenants/default")).status_code == 409
    for method, path in (("PATCH", "/tenants/no"), ("DELETE", "/tenants/no"), ("GET", "/tenants/no/export")):
        answer = await owner.request(method, path, json={"state": "suspended"} if method == "PATCH" else None)
        assert answer.status_code == 404, path


async def test_an_export_of_one_tenant_is_sent(owner, guest, acme) -> None:
    await guest.post("/incident", json=DISK, headers=acme)
    await owner.post("/incident", json=DISK | {"log": "not for acme"})
    text = (await owner.get("/tenants/acme/export")).text
    assert "disk sda is full" in text
    assert "not for acme" not in text


async def test_only_owners_look_beyond_their_tenant(owner, guest, acme) -> None:
    assert (await guest.get("/audit?tenant=default", headers=acme)).status_code == 403
    assert (await guest.get("/audit?tenant=*", headers=acme)).status_code == 403
    body = {"username": "eve", "tenant": "default"}
    assert (await guest.post("/users", json=body, headers=acme)).status_code == 403
    every = (await owner.get("/audit?tenant=*&limit=500")).json()["entries"]
    assert {"tenant-added", "user-added"} <= {line["action"] for line in every}
