"""Signed-in browsers, without a browser."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI

from api.auth.sessions import form_token
from api.http.cookies import LOOPBACK_COOKIE
from tools.nouns.accounts import Account, Role
from tools.toolbox import Toolbox

ADDRESS = "http://127.0.0.1"
Browser = Callable[..., Awaitable[httpx.AsyncClient]]


def opened(app: FastAPI, address: str = ADDRESS) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=address)


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that is not signed in."""
    async with opened(app) as client:
        yield client


@pytest.fixture
async def browser(app: FastAPI, toolbox: Toolbox) -> AsyncIterator[Browser]:
    """A browser of a user of that role and tenant; `client.params` of it holds the form's token."""
    async with AsyncExitStack() as clients:

        async def sign_in(role: str = "responder", tenant: str = "default") -> httpx.AsyncClient:
            account = Account(username=f"{role}@{tenant}", tenant=tenant, role=Role.parse(role), password_hash="-")
            await toolbox.accounts.create_user(account)
            stored = await toolbox.accounts.user(account.username)
            assert stored is not None
            secret = await app.state.services.sessions.begin(stored)
            client = await clients.enter_async_context(opened(app))
            client.cookies.set(LOOPBACK_COOKIE, secret, domain="127.0.0.1")
            client.headers["X-Form-Token"] = form_token(secret)
            return client

        yield sign_in


@pytest.fixture
def send() -> Callable[..., Awaitable[httpx.Response]]:
    """Sends a form as a page does."""

    async def post(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
        return await client.post(path, data={"form_token": client.headers["X-Form-Token"], **fields})

    return post
