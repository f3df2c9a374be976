"""The S3 index keeps the contract of every vector index."""

import pytest

from tests.contract.vector_index import VectorIndexContract
from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.story import Story, vector
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.vectors.s3 import S3Index


@pytest.fixture
def store(clock: ManualClock) -> S3Store:
    return S3Store(MemoryBucket(), clock, Guard("memory"))


@pytest.fixture
async def index(store: S3Store) -> S3Index:
    return await S3Index.open(store, "planar@1")


class TestVectors(VectorIndexContract):
    async def test_another_process_is_found_at_once_and_after_a_start(self, index, story: Story, store: S3Store):
        other = await S3Index.open(store, "planar@1")
        await self.add(index, story, "p", 10)
        assert [each.fingerprint for each in (await other.search("default", "api", vector(0), 3))[1]] == ["p|default"]
        story.clock.pass_(24 * 3600)
        for each in (other, await S3Index.open(store, "planar@1")):
            found = (await each.search("default", "api", vector(0), 3))[1]
            assert [candidate.fingerprint for candidate in found] == ["p|default"]
