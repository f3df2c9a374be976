"""The Pinecone index keeps the contract of every vector index, also while Pinecone does not know the newest yet."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.contract.vector_index import VectorIndexContract
from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.process import running
from tests.support.story import Story, near, vector
from tools.errors import Misconfigured, Unavailable
from tools.resilience import Guard
from tools.settings import Settings
from tools.tickets.s3 import S3Store
from tools.vectors.pinecone import PineconeIndex


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running("tests.support.servers.pinecone_server") as base:
        yield base


@pytest.fixture
async def control(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{address}/_double/") as client:
        await client.put("settings", json={})
        await client.delete("vectors")
        yield client


@pytest.fixture
def store(clock: ManualClock) -> S3Store:
    return S3Store(MemoryBucket(), clock, Guard("memory"))


@pytest.fixture
def settings(address: str) -> Settings:
    return Settings(pinecone_api_key="test-key", pinecone_host=address)


@pytest.fixture
async def index(settings: Settings, store: S3Store, control: httpx.AsyncClient) -> AsyncIterator[PineconeIndex]:
    opened = await PineconeIndex.open(settings, store, "planar@1")
    yield opened
    await opened.close()


class TestVectors(VectorIndexContract):
    async def test_what_pinecone_does_not_show_yet_is_found(self, index, story: Story, control: httpx.AsyncClient):
        await control.put("settings", json={"delay": 3600})
        await self.add(index, story, "p", 10)
        _, found = await index.search("default", "api", vector(0), 3)
        assert [each.fingerprint for each in found] == ["p|default"]
        assert found[0].cosine == pytest.approx(0.98481, abs=0.0014)

    async def test_what_left_the_list_of_the_newest_is_found_in_pinecone(self, index, story: Story):
        await self.add(index, story, "p", 10)
        story.clock.pass_(24 * 3600)
        _, found = await index.search("default", "api", vector(0), 3)
        assert [each.fingerprint for each in found] == ["p|default"]

    async def test_it_says_when_pinecone_is_down(self, index, control: httpx.AsyncClient):
        await control.put("settings", json={"failing": True})
        with pytest.raises(Unavailable):
            await index.search("default", "api", vector(0), 3)

    async def test_a_refused_key_is_no_reason_to_fail(self, index, control: httpx.AsyncClient):
        for status in (400, 401, 403):
            await control.put("settings", json={"failing": status})
            with pytest.raises(Unavailable, match="Pinecone"):
                await index.search("default", "api", vector(0), 3)
        assert index.guard.state == "closed"

    async def test_the_product_starts_while_pinecone_is_away(self, settings: Settings, store: S3Store):
        away = settings.model_copy(update={"pinecone_host": "http://127.0.0.1:9"})
        index = await PineconeIndex.open(away, store, "planar@1")
        with pytest.raises(Unavailable):
            await index.search("default", "api", vector(0), 3)
        await index.close()

    async def test_a_dead_pinecone_is_soon_left_alone(self, index, control: httpx.AsyncClient):
        await control.put("settings", json={"failing": True})
        before = sum((await control.get("counts")).json().values())
        for _ in range(40):
            with pytest.raises(Unavailable):
                await index.search("default", "api", vector(0), 3)
        assert sum((await control.get("counts")).json().values()) - before <= 30
        assert index.guard.state == "opened"

    async def test_another_embedder_is_refused(self, index, settings: Settings, store: S3Store):
        with pytest.raises(Misconfigured, match="planar@1"):
            await PineconeIndex.open(settings, store, "other@2")

    async def test_a_lost_index_loses_no_verdict(self, index, story: Story, control: httpx.AsyncClient):
        first = await story.report("a", found=near(degrees=0))
        await control.delete("vectors")
        assert (await story.report("a")).incident_id == first.incident_id
        assert await index.rebuild() == 1
