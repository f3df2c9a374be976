"""Logging in: one message, equal work, limits that do not lock the owner out."""

import base64
import json

import httpx
import pytest
from fastapi import FastAPI
from passlib.context import CryptContext

from api.auth.passwords import PasswordHasher
from api.http.rate_limits import LoginLimit
from tests.support.application import client_of
from tools.nouns.accounts import Account, AuditEntry, Role
from tools.toolbox import Toolbox

ALICE = {"username": "alice", "password": "a long passphrase, ä and 🔑"}


@pytest.fixture
async def alice(toolbox: Toolbox) -> dict[str, str]:
    hasher = PasswordHasher(rounds=4)
    for name, disabled in (("alice", False), ("gone", True)):
        stored = await hasher.hash(ALICE["password"])
        account = Account(username=name, tenant="acme", role=Role.RESPONDER, password_hash=stored, disabled=disabled)
        await toolbox.accounts.create_user(account)
    hasher.close()
    return ALICE


async def test_a_token_carries_the_tenant_and_ends_in_an_hour(guest: httpx.AsyncClient, alice) -> None:
    answer = await guest.post("/login", json=alice)
    token = answer.json()
    assert (answer.status_code, token["token_type"], token["expires_in"]) == (200, "bearer", 3600)
    assert answer.headers["cache-control"] == "no-store"
    claims = json.loads(base64.urlsafe_b64decode(token["access_token"].split(".")[1] + "=="))
    assert (claims["tenant"], claims["role"], claims["sub"]) == ("acme", "responder", "alice")
    assert claims["exp"] - claims["iat"] == 3600
    answer = await guest.get("/incidents", headers={"Authorization": f"Bearer {token['access_token']}"})
    assert answer.status_code == 200


async def test_the_form_of_oauth2_clients_works_too(guest: httpx.AsyncClient, alice) -> None:
    assert (await guest.post("/login", data=alice | {"grant_type": "password"})).status_code == 200
    assert (await guest.post("/login", data={"username": "alice"})).status_code == 422


@pytest.mark.parametrize(
    "given",
    [
        {"username": "alice", "password": "wrong"},
        {"username": "nobody-here", "password": ALICE["password"]},
        {"username": "gone", "password": ALICE["password"]},
        {"username": "ALICE", "password": ALICE["password"]},
        {"username": "alice", "password": ALICE["password"] + " "},
        {"username": "alice", "password": ALICE["password"][:-1]},
        {"username": "alice\x00", "password": ALICE["password"]},
        {"username": "' OR 1=1 --", "password": "x"},
    ],
)
async def test_every_refusal_is_the_same(guest: httpx.AsyncClient, alice, given: dict[str, str]) -> None:
    answer = await guest.post("/login", json=given)
    assert answer.status_code == 401
    expected = {"type": "/problems/unauthorized", "title": "Unauthorized", "status": 401}
    said = {name: value for name, value in answer.json().items() if name != "instance"}
    assert said == expected | {"detail": "wrong user name or password"}


@pytest.mark.parametrize(
    "body", [b"{}", b'{"username":"a"}', b'{"username":1,"password":"x"}', b'{"username":"","password":""}']
)
async def test_an_incomplete_login_says_what_is_missing(guest: httpx.AsyncClient, body: bytes) -> None:
    assert (await guest.post("/login", content=body)).status_code == 422


async def test_every_login_hashes_once_whoever_asks(guest: httpx.AsyncClient, alice, monkeypatch, app: FastAPI) -> None:
    """Equal work for known, unknown and disabled names is what keeps time from telling them apart."""
    verified: list[str] = []
    verify = CryptContext.verify

    def counted(context: CryptContext, secret: str, stored: str) -> bool:
        verified.append(stored)
        return bool(verify(context, secret, stored))

    monkeypatch.setattr(CryptContext, "verify", counted)
    for name in ("alice", "nobody-here", "gone"):
        await guest.post("/login", json={"username": name, "password": "wrong"})
    assert len(verified) == 3
    assert verified[1].startswith("$bcrypt-sha256$")


async def test_guessing_is_stopped_but_the_owner_gets_in_elsewhere(app: FastAPI, alice) -> None:
    guess = {"username": "alice", "password": "wrong"}
    async with client_of(app, "10.0.0.1") as guesser, client_of(app, "10.0.0.2") as owner:
        statuses = [(await guesser.post("/login", json=guess)).status_code for _ in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        refused = await guesser.post("/login", json=alice)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 300
        assert (await owner.post("/login", json=alice)).status_code == 200


async def test_a_forged_forwarding_header_is_no_other_address(app: FastAPI, alice) -> None:
    async with client_of(app, "10.0.0.1") as guesser:
        statuses = []
        for number in range(11):
            header = {"X-Forwarded-For": f"10.1.0.{number}"}
            answer = await guesser.post("/login", json={"username": "alice", "password": "wrong"}, headers=header)
            statuses.append(answer.status_code)
    assert statuses[-1] == 429


async def test_one_address_cannot_try_many_accounts_for_long() -> None:
    limit, refused = LoginLimit("10/5 minutes"), 0
    for _ in range(1000):
        try:
            await limit.attempt_from("10.0.0.9")
        except Exception:
            refused += 1
    assert refused == 900


async def test_a_login_renews_an_outdated_hash_and_no_session_ends(guest: httpx.AsyncClient, alice, toolbox) -> None:
    async def stored() -> str:
        account = await toolbox.accounts.user("alice")
        return account.password_hash

    weak, hasher = await stored(), PasswordHasher()
    assert hasher.outdated(weak)
    assert (await guest.post("/login", json=alice | {"password": "wrong"})).status_code == 401
    assert await stored() == weak
    token = (await guest.post("/login", json=alice)).json()["access_token"]
    strong = await stored()
    assert not hasher.outdated(strong)
    assert (await guest.post("/login", json=alice)).status_code == 200
    assert await stored() == strong
    assert (await guest.get("/incidents", headers={"Authorization": f"Bearer {token}"})).status_code == 200
    hasher.close()


async def test_logins_are_audited_without_the_password(guest: httpx.AsyncClient, alice, toolbox, monkeypatch) -> None:
    lines: list[AuditEntry] = []

    async def audit(_: object, entry: AuditEntry) -> None:
        lines.append(entry)

    monkeypatch.setattr(type(toolbox.accounts), "audit", audit)
    await guest.post("/login", json=alice)
    await guest.post("/login", json=alice | {"password": "wrong"})
    await guest.post("/login", json={"username": "hunter2 in the wrong field", "password": "x"})
    assert [line.action for line in lines] == ["login-accepted", "login-refused", "login-refused"]
    assert alice["password"] not in str(lines)
    assert "wrong" not in str(lines)
    assert lines[-1].actor == lines[-1].subject == "unknown user"
