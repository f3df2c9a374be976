"""One S3 double and one Pinecone emulator for a module's stories."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.support.servers.cloud import cloud


@pytest.fixture(scope="module")
def both_clouds() -> Iterator[dict[str, str]]:
    """The environment that chooses them; Pinecone shows a write 1.5 s later."""
    with cloud() as environment:
        yield environment


@pytest.fixture
def clouds(both_clouds: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The same, set for this test."""
    for name, value in both_clouds.items():
        monkeypatch.setenv(name, value)
    return both_clouds


@pytest.fixture
async def pinecone(clouds: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """The emulator's controls, as they were again at the end."""
    async with httpx.AsyncClient(base_url=f"{clouds['PINECONE_HOST']}/_double/") as client:
        yield client
        await client.put("settings", json={"delay": 1.5})
