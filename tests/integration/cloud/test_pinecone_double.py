"""The Pinecone emulator speaks what the real SDK and langchain-pinecone ask of it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from langchain_core.embeddings import Embeddings
from langchain_pinecone import PineconeVectorStore
from pinecone import Pinecone, ServerlessSpec
from urllib3.exceptions import MaxRetryError

from tests.support.servers.process import running


class Letters(Embeddings):
    """A vector of letter counts: enough to be near or far."""

    def embed_query(self, text: str) -> list[float]:
        return [float(text.count(letter)) + 0.01 for letter in "abcd"]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running("tests.support.servers.pinecone_server") as base:
        yield base


@pytest.fixture(autouse=True)
def fresh(address: str) -> None:
    httpx.put(f"{address}/_double/settings", json={})
    httpx.delete(f"{address}/_double/vectors")


def test_the_control_plane_creates_describes_and_deletes(address: str) -> None:
    client = Pinecone(api_key="test-key", host=address)
    client.create_index("incidents", dimension=4, metric="cosine", spec=ServerlessSpec(cloud="aws", region="us-east-1"))
    assert client.describe_index("incidents").dimension == 4
    assert client.has_index("incidents")
    client.delete_index("incidents")
    assert not client.has_index("incidents")


def test_vectors_are_stored_filtered_listed_and_deleted(address: str) -> None:
    index = Pinecone(api_key="test-key", host=address).Index(host=address)
    rows = [{"id": f"v{n}", "values": [1.0, n / 10, 0.0, 0.0], "metadata": {"service": f"s{n % 2}"}} for n in range(4)]
    index.upsert(vectors=rows, namespace="acme")
    found = index.query(vector=[1.0, 0.0, 0.0, 0.0], top_k=3, namespace="acme", filter={"service": {"$eq": "s1"}})
    assert [match["id"] for match in found["matches"]] == ["v1", "v3"]
    assert found["matches"][0]["score"] == pytest.approx(1 / 1.01**0.5)
    assert [name for page in index.list(prefix="v", namespace="acme", limit=3) for name in page] == [
        "v0",
        "v1",
        "v2",
        "v3",
    ]
    assert set(index.fetch(ids=["v2", "none"], namespace="acme").vectors) == {"v2"}
    index.delete(ids=["v1"], namespace="acme")
    assert index.describe_index_stats()["namespaces"]["acme"]["vector_count"] == 3
    assert index.query(vector=[1.0, 0.0, 0.0, 0.0], top_k=3, namespace="other")["matches"] == []


async def store_at(address: str) -> Any:
    return PineconeVectorStore(embedding=Letters(), host=address, pinecone_api_key="test-key", namespace="acme")


async def test_langchain_gets_raw_cosines(address: str) -> None:
    store = await store_at(address)
    await store.aadd_texts(["aaab", "dddd"], ids=["one", "two"])
    (best, score), _ = await store.asimilarity_search_with_score("aaab", k=2)
    await store.aclose()
    assert (best.id, best.page_content, score) == ("one", "aaab", pytest.approx(1.0))


async def test_a_write_is_invisible_until_the_delay_is_over(address: str) -> None:
    async with httpx.AsyncClient() as control:
        await control.put(f"{address}/_double/settings", json={"delay": 4.0})
    store = await store_at(address)
    await store.aadd_texts(["aaab"], ids=["one"])
    assert await store.asimilarity_search_with_score("aaab") == []
    async with asyncio.timeout(60):
        for _ in range(300):
            if await store.asimilarity_search_with_score("aaab"):
                break
            await asyncio.sleep(0.2)
    await store.aclose()


def test_it_fails_on_demand(address: str) -> None:
    index = Pinecone(api_key="test-key", host=address).Index(host=address)
    httpx.put(f"{address}/_double/settings", json={"failing": True})
    with pytest.raises(MaxRetryError):
        index.query(vector=[1.0, 0.0, 0.0, 0.0], top_k=1)
