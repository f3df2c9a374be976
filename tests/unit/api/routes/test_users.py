"""Users by HTTP: made, changed, signed out and removed, effective at once; and what all do with their own account."""

import httpx
import pytest
from fastapi import FastAPI

from api.acts import users
from api.auth.passwords import PasswordHasher
from tests.support.application import SignedIn, client_of

PASSWORD, OTHER = "correct horse battery", "another horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "PasswordHasher", lambda: PasswordHasher(rounds=4))
    monkeypatch.setattr(PasswordHasher, "outdated", lambda *_: False)


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


async def made(admin: httpx.AsyncClient, name: str = "bob", **changes: object) -> None:
    body = {"username": name, "role": "responder", "password": PASSWORD} | changes
    assert (await admin.post("/users", json=body)).status_code == 201


async def token(guest: httpx.AsyncClient, name: str = "bob", password: str = PASSWORD) -> dict[str, str]:
    answer = await guest.post("/login", json={"username": name, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def status(guest: httpx.AsyncClient, headers: dict[str, str], path: str = "/me") -> int:
    return (await guest.get(path, headers=headers)).status_code


async def test_a_user_is_made_listed_changed_and_removed(admin: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    answer = await admin.post("/users", json={"username": "bob", "role": "viewer"})
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    bob = await token(guest, "bob", answer.json()["password"])
    listed = (await admin.get("/users")).json()
    assert [(each["username"], each["role"]) for each in listed["users"]] == [
        ("admin@acme", "admin"),
        ("bob", "viewer"),
    ]
    assert "password_hash" not in listed["users"][0]
    changed = await admin.patch("/users/bob", json={"role": "responder"})
    assert (changed.status_code, changed.json()["role"]) == (200, "responder")
    assert await status(guest, bob) == 401, "a change of role ends older tokens"
    assert (await admin.delete("/users/bob")).status_code == 204
    assert (await admin.delete("/users/bob")).status_code == 404


async def test_a_repeated_key_makes_no_second_user(admin: httpx.AsyncClient) -> None:
    body, headers = {"username": "bob"}, {"Idempotency-Key": "once"}
    assert (await admin.post("/users", json=body, headers=headers)).status_code == 201
    again = await admin.post("/users", json=body, headers=headers)
    assert (again.status_code, again.json()["id"]) == (409, "bob")


@pytest.mark.parametrize("way", ["disable", "delete", "role", "password", "sessions"])
async def test_what_an_administrator_does_ends_the_tokens(
    admin: httpx.AsyncClient, guest: httpx.AsyncClient, way: str
) -> None:
    await made(admin)
    bob = await token(guest)
    assert await status(guest, bob) == 200
    calls = {
        "disable": ("PATCH", "/users/bob", {"disabled": True}),
        "delete": ("DELETE", "/users/bob", None),
        "role": ("PATCH", "/users/bob", {"role": "viewer"}),
        "password": ("POST", "/users/bob/password", {}),
        "sessions": ("DELETE", "/users/bob/sessions", None),
    }
    method, path, body = calls[way]
    assert (await admin.request(method, path, json=body)).status_code in (200, 204)
    assert await status(guest, bob) == 401


async def test_logging_out_ends_this_session_alone(admin: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    await made(admin)
    here, there = await token(guest), await token(guest)
    listed = (await guest.get("/me/sessions", headers=here)).json()
    assert sorted(each["current"] for each in listed["sessions"]) == [False, True]
    assert (await guest.post("/logout", headers=here)).status_code == 204
    assert [await status(guest, each) for each in (here, there)] == [401, 200]
    rest = (await guest.get("/me/sessions", headers=there)).json()["sessions"]
    assert [each["current"] for each in rest] == [True]
    third = await token(guest)
    other = next(
        each for each in (await guest.get("/me/sessions", headers=there)).json()["sessions"] if not each["current"]
    )
    assert (await guest.delete(f"/me/sessions/{other['session_id']}", headers=there)).status_code == 204
    assert [await status(guest, each) for each in (third, there)] == [401, 200]
    assert (await guest.delete("/me/sessions/unknown", headers=there)).status_code == 404


async def test_a_user_changes_the_own_password(admin: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    await made(admin)
    bob = await token(guest)
    wrong = {"current_password": "not it", "new_password": OTHER}
    assert (await guest.post("/me/password", json=wrong, headers=bob)).status_code == 403
    same = {"current_password": PASSWORD, "new_password": PASSWORD}
    assert (await guest.post("/me/password", json=same, headers=bob)).status_code == 422
    weak = {"current_password": PASSWORD, "new_password": "bob"}
    assert (await guest.post("/me/password", json=weak, headers=bob)).status_code == 422
    right = {"current_password": PASSWORD, "new_password": OTHER}
    assert (await guest.post("/me/password", json=right, headers=bob)).status_code == 204
    assert await status(guest, bob) == 401
    assert await status(guest, await token(guest, password=OTHER)) == 200


async def test_after_a_reset_nothing_goes_before_a_new_password(
    admin: httpx.AsyncClient, guest: httpx.AsyncClient
) -> None:
    await made(admin)
    given = (await admin.post("/users/bob/password", json={})).json()["password"]
    signed = await guest.post("/login", json={"username": "bob", "password": given})
    assert signed.json()["password_change_required"] is True
    bob = {"Authorization": f"Bearer {signed.json()['access_token']}"}
    refused = await guest.get("/incidents", headers=bob)
    assert (refused.status_code, "choose another password first" in refused.json()["detail"]) == (403, True)
    right = {"current_password": given, "new_password": OTHER}
    assert (await guest.post("/me/password", json=right, headers=bob)).status_code == 204
    assert await status(guest, await token(guest, password=OTHER), "/incidents") == 200


async def test_guessing_the_own_password_is_limited(admin: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    await made(admin)
    bob, wrong = await token(guest), {"current_password": "not it", "new_password": OTHER}
    statuses = [(await guest.post("/me/password", json=wrong, headers=bob)).status_code for _ in range(12)]
    assert statuses == [403] * 10 + [429] * 2


async def test_a_machine_has_no_account(app: FastAPI, admin: httpx.AsyncClient) -> None:
    key = (await admin.post("/keys", json={"name": "m", "scopes": ["admin"]})).json()["key"]
    async with client_of(app, **{"X-API-Key": key}) as machine:
        assert (await machine.get("/me")).json()["name"] == "key:m"
        body = {"username": "eve", "role": "admin"}
        assert (await machine.post("/users", json=body)).status_code == 403
        for method, path in (("POST", "/logout"), ("GET", "/me/sessions")):
            assert (await machine.request(method, path)).status_code == 403, path


@pytest.mark.parametrize("body", [{}, {"role": None, "disabled": None}, {"role": "viewer"}])
async def test_nobody_cannot_be_changed(admin: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert (await admin.patch("/users/nobody-here", json=body)).status_code == 404
