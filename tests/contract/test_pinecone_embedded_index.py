"""The Pinecone index keeps its contract beside an embedded store as well."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.contract.vector_index import VectorIndexContract
from tests.support.clock import ManualClock
from tests.support.servers.process import running
from tests.support.story import Story
from tools.settings import Settings
from tools.tickets.embedded import EmbeddedStore, EmbeddedVectors
from tools.vectors.embedded import EmbeddedIndex
from tools.vectors.pinecone import PineconeIndex


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running("tests.support.servers.pinecone_server") as base:
        yield base


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    clock = ManualClock()
    store = await EmbeddedStore.open(tmp_path / "data", clock=clock)
    yield Story(store, clock)
    await store.close()


@pytest.fixture
async def index(story: Story, address: str, tmp_path: Path) -> AsyncIterator[PineconeIndex]:
    async with httpx.AsyncClient(base_url=f"{address}/_double/") as client:
        await client.delete("vectors")
    source = EmbeddedIndex(EmbeddedVectors(tmp_path / "data"))
    opened = await PineconeIndex.open(Settings(pinecone_api_key="test-key", pinecone_host=address), source, "planar@1")
    yield opened
    await opened.close()
    await source.close()


class TestVectors(VectorIndexContract):
    pass
