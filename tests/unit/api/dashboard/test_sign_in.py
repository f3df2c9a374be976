"""Signing in on a page, and what its cookie is worth."""

import re

import httpx
import pytest
from fastapi import FastAPI

from api.auth.passwords import PasswordHasher
from api.auth.sessions import form_token
from api.http.cookies import LOOPBACK_COOKIE, SECURE_COOKIE
from tools.nouns.accounts import Account, AccountChanges, Role
from tools.toolbox import Toolbox

ANN = {"username": "ann", "password": "a long passphrase of ann"}


@pytest.fixture
async def ann(toolbox: Toolbox) -> dict[str, str]:
    hasher = PasswordHasher(rounds=4)
    stored = await hasher.hash(ANN["password"])
    hasher.close()
    await toolbox.accounts.create_user(Account(username="ann", tenant="acme", role=Role.VIEWER, password_hash=stored))
    return ANN


def over(app: FastAPI, address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=address)


async def test_who_is_not_signed_in_is_led_there_and_back(stranger: httpx.AsyncClient, ann) -> None:
    answer = await stranger.get("/ui/?q=disk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ui/sign-in?next=%2Fui%2F%3Fq%3Ddisk")
    form = await stranger.get(answer.headers["location"])
    assert all(f">{word}" in form.text for word in ("Username", "Password", "Sign in"))
    answer = await stranger.post("/ui/sign-in", data=ann | {"next": "/ui/?q=disk"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/ui/?q=disk")
    assert (await stranger.get("/ui/?q=disk")).status_code == 200


async def test_on_loopback_the_cookie_is_http_only_and_lax(stranger: httpx.AsyncClient, ann) -> None:
    cookie = (await stranger.post("/ui/sign-in", data=ann)).headers["set-cookie"]
    assert cookie.startswith(f"{LOOPBACK_COOKIE}=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_over_tls_the_cookie_is_bound_to_the_host(app: FastAPI, ann) -> None:
    async with over(app, "https://incidents.example") as client:
        cookie = (await client.post("/ui/sign-in", data=ann)).headers["set-cookie"]
        assert cookie.startswith(f"{SECURE_COOKIE}=")
        assert SECURE_COOKIE.startswith("__Host-")
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert (await client.get("/ui/")).status_code == 200


async def test_without_tls_nobody_signs_in_from_elsewhere(app: FastAPI, ann) -> None:
    async with over(app, "http://incidents.example") as client:
        answer = await client.post("/ui/sign-in", data=ann)
        assert answer.status_code == 403
        assert "TLS" in answer.text
        assert "set-cookie" not in answer.headers
        client.cookies.set(LOOPBACK_COOKIE, "whatever", domain="incidents.example")
        assert (await client.get("/ui/")).status_code == 303


async def test_a_cookie_of_no_session_is_replaced(stranger: httpx.AsyncClient, ann) -> None:
    stranger.cookies.set(LOOPBACK_COOKIE, "of-a-server-that-is-gone")
    answer = await stranger.post("/ui/sign-in", data=ann)
    assert (answer.status_code, answer.headers["set-cookie"].split("=")[0]) == (303, LOOPBACK_COOKIE)


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"username": "bob"}])
async def test_a_refusal_says_no_more_than_it_must(stranger: httpx.AsyncClient, ann, given: dict[str, str]) -> None:
    answer = await stranger.post("/ui/sign-in", data=ann | given)
    assert answer.status_code == 401
    assert "The user name or the password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/login", "/ui/\n/x", ""],
)
async def test_signing_in_leads_nowhere_else(stranger: httpx.AsyncClient, ann, elsewhere: str) -> None:
    answer = await stranger.post("/ui/sign-in", data=ann | {"next": elsewhere})
    assert answer.headers["location"] == "/ui/"


async def test_another_site_can_send_no_form(stranger: httpx.AsyncClient, ann) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await stranger.post("/ui/sign-in", data=ann, headers=headers)).status_code == 403
    assert (await stranger.post("/ui/sign-in", data=ann, headers={"Origin": "http://127.0.0.1"})).status_code == 303


async def test_signing_out_needs_the_form_and_ends_the_session(browser, send) -> None:
    client = await browser()
    assert (await client.post("/ui/sign-out")).status_code == 403
    kept = dict(client.cookies)
    answer = await send(client, "/ui/sign-out")
    assert answer.headers["location"] == "/ui/sign-in"
    client.cookies.update(kept)
    assert (await client.get("/ui/")).status_code == 303


async def test_a_cookie_opens_pages_and_no_other_route(browser) -> None:
    client = await browser("admin")
    assert (await client.get("/ui/")).status_code == 200
    assert (await client.get("/incidents")).status_code == 401
    assert (await client.post("/resolve", json={})).status_code == 401


async def test_a_changed_account_ends_its_sessions(browser, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.auth.sessions.FRESH_SECONDS", -1)
    client = await browser("viewer")
    assert (await client.get("/ui/")).status_code == 200
    await toolbox.accounts.update_user("viewer@default", AccountChanges(password_hash="new"))
    assert (await client.get("/ui/")).status_code == 303


async def test_a_script_is_told_to_sign_in(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/ui/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/ui/sign-in")


async def test_a_password_of_somebody_else_is_changed_first(stranger: httpx.AsyncClient, toolbox: Toolbox, ann) -> None:
    await toolbox.accounts.update_user("ann", AccountChanges(must_change=True))
    await stranger.post("/ui/sign-in", data=ann)
    assert (await stranger.get("/ui/")).headers["location"] == "/ui/password"
    form = (await stranger.get("/ui/password")).text
    token = re.search(r'name="form_token" value="(\w+)"', form)
    assert token
    said = {"form_token": token[1], "current": ANN["password"], "new": "another long passphrase", "again": "another"}
    assert "new passwords differ" in (await stranger.post("/ui/password", data=said)).text
    wrong = await stranger.post("/ui/password", data=said | {"current": "x", "again": said["new"]})
    assert "not your current password" in wrong.text
    answer = await stranger.post("/ui/password", data=said | {"again": said["new"]})
    assert answer.headers["location"] == "/ui/sign-in"
    assert (await stranger.get("/ui/")).status_code == 303
    await stranger.post("/ui/sign-in", data=ann | {"password": said["new"]})
    assert (await stranger.get("/ui/")).status_code == 200


async def test_a_signed_in_browser_is_listed_and_can_be_ended(
    app: FastAPI, stranger: httpx.AsyncClient, ann: dict[str, str]
) -> None:
    stranger.headers["User-Agent"] = "Browser 1"
    await stranger.post("/ui/sign-in", data=ann)
    other = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")
    async with other:
        await other.post("/ui/sign-in", data=ann)
        token = (await stranger.post("/login", json=ann)).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        listed = (await stranger.get("/me/sessions", headers=bearer)).json()["sessions"]
        pages = [each for each in listed if each["session_id"].startswith("page-")]
        assert [each["agent"] for each in pages] == ["Browser 1", other.headers["user-agent"]]
        assert len(listed) == 3
        ended = await stranger.delete(f"/me/sessions/{pages[0]['session_id']}", headers=bearer)
        assert ended.status_code == 204
        assert (await stranger.get("/ui/")).status_code == 303
        assert (await other.get("/ui/")).status_code == 200
        token_of_form = form_token(other.cookies[LOOPBACK_COOKIE])
        assert (await other.post("/ui/sign-out", data={"form_token": token_of_form})).status_code == 303
    left = (await stranger.get("/me/sessions", headers=bearer)).json()["sessions"]
    assert [each["session_id"].startswith("page-") for each in left] == [False]
