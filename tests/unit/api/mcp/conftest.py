"""A server that agents may reach and act on, and keys for them."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.support.agents_client import ADDRESS
from tests.support.application import SignedIn, settings_of
from tools.settings import Settings

KeyOf = Callable[..., Awaitable[str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path, public_url=ADDRESS, mcp_write=True)


@pytest.fixture
async def key_of(signed_in: SignedIn) -> KeyOf:
    """A new key of the tenant acme with these scopes."""
    admin = await signed_in("admin", "acme")

    async def made(*scopes: str, name: str = "agent") -> str:
        answer = await admin.post("/keys", json={"name": name, "scopes": list(scopes)})
        assert answer.status_code == 201, answer.text
        key: str = answer.json()["key"]
        return key

    return made
