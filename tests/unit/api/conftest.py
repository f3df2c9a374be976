"""Fixtures around the whole application."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.support.application import NOBODY, SignedIn, client_of, open_test_toolbox, running, settings_of
from tools.nouns.accounts import Account, Role
from tools.settings import Settings
from tools.toolbox import Toolbox


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture
async def toolbox(settings: Settings) -> AsyncIterator[Toolbox]:
    opened = await open_test_toolbox(settings)
    # With an administrator there is no first one to make, whose password would cost most of a test's time.
    await opened.accounts.create_user(NOBODY)
    yield opened
    await opened.close()


@pytest.fixture
async def app(toolbox: Toolbox) -> AsyncIterator[FastAPI]:
    async with running(toolbox) as started:
        yield started


@pytest.fixture
async def guest(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a token."""
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def signed_in(app: FastAPI, toolbox: Toolbox) -> AsyncIterator[SignedIn]:
    """A client for a user of that role and tenant; the user is made on the way, with a token signed by the server."""
    async with AsyncExitStack() as clients:

        async def sign_in(role: str, tenant: str = "default") -> httpx.AsyncClient:
            account = Account(username=f"{role}@{tenant}", tenant=tenant, role=Role.parse(role), password_hash="-")
            await toolbox.accounts.create_user(account)
            token = app.state.services.signer.sign(await toolbox.accounts.user(account.username))
            return await clients.enter_async_context(client_of(app, Authorization=f"Bearer {token}"))

        yield sign_in


@pytest.fixture
async def responder(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("responder", "default")
