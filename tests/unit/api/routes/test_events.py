"""`GET /events`: who may listen, and what the stream looks like."""

import asyncio
import html
import re

import httpx
import pytest
from fastapi import FastAPI

from api.http.cookies import LOOPBACK_COOKIE
from tests.support.application import SignedIn
from tools.nouns.accounts import Account, Role
from tools.toolbox import Toolbox


async def test_nobody_listens_without_a_token(guest: httpx.AsyncClient) -> None:
    assert (await guest.get("/events")).status_code == 401
    assert (await guest.get("/events", headers={"Cookie": f"{LOOPBACK_COOKIE}=made-up"})).status_code == 401


async def begun(app: FastAPI, query: str = "", until: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and the first parts of a stream that would never end, then the client goes away."""
    gone, parts, head = asyncio.Event(), list[bytes](), dict[str, object]()

    async def receive() -> dict[str, object]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            head.update(message)
        elif message.get("body"):
            parts.append(bytes(message["body"]))  # type: ignore[call-overload]
            if until in b"".join(parts).decode():
                gone.set()

    raw = [(name.lower().replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "method": "GET", "path": "/events", "raw_path": b"/events", "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), *raw], "scheme": "http", "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 5000), "http_version": "1.1", "app": app, "state": {}, "asgi": {"version": "3.0"},
    }  # fmt: skip
    async with asyncio.timeout(20):
        await app(scope, receive, send)  # type: ignore[arg-type]
    shown = {name.decode(): value.decode() for name, value in head["headers"]}  # type: ignore[attr-defined]
    return int(str(head["status"])), shown, b"".join(parts).decode()


@pytest.mark.parametrize("role", ["viewer", "admin"])
async def test_a_stream_begins_with_where_it_is(app: FastAPI, signed_in: SignedIn, role: str) -> None:
    client = await signed_in(role)
    status, headers, text = await begun(app, Authorization=client.headers["Authorization"])
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
    assert headers["cache-control"] == "no-store"
    assert text.startswith("retry: 2000\n\nid: ")
    assert "event: ready\ndata: {}\n\n" in text


async def test_a_page_listens_with_its_cookie_and_no_other_site_does(app: FastAPI, toolbox: Toolbox) -> None:
    await toolbox.accounts.create_user(Account(username="ann", tenant="default", role=Role.VIEWER, password_hash="-"))
    account = await toolbox.accounts.user("ann")
    assert account is not None
    cookie = f"{LOOPBACK_COOKIE}={await app.state.services.sessions.begin(account)}"
    assert (await begun(app, Cookie=cookie))[0] == 200
    assert (await begun(app, Cookie=cookie, Origin="https://evil.example"))[0] == 403
    assert (await begun(app, Cookie=cookie, Sec_Fetch_Site="cross-site"))[0] == 403


@pytest.mark.parametrize("place", ["", "incidents/"])
async def test_a_page_is_told_what_happened_before_it_listened(
    app: FastAPI, toolbox: Toolbox, signed_in: SignedIn, guest: httpx.AsyncClient, place: str
) -> None:
    client, body = await signed_in("responder"), {"log": "disk full", "service": "shop"}
    ticket = (await client.post("/incident", json=body)).json()["incident_id"]
    await toolbox.accounts.create_user(Account(username="ann", tenant="default", role=Role.VIEWER, password_hash="-"))
    account = await toolbox.accounts.user("ann")
    assert account is not None
    cookie = f"{LOOPBACK_COOKIE}={await app.state.services.sessions.begin(account)}"
    page = await guest.get(f"http://127.0.0.1/ui/{place and place + ticket}", headers={"Cookie": cookie})
    address = re.search(r'data-news="/events\?([^"]+)"', page.text)
    assert address is not None
    await client.post(f"/incidents/{ticket}/acknowledge", json={})
    _, _, text = await begun(app, html.unescape(address[1]), "event: ticket", Cookie=cookie)
    assert (ticket in text, "ACKNOWLEDGED" in text) == (True, True)
