"""Pinecone through langchain-pinecone: a namespace per tenant, raw cosines, and S3's list for what it cannot know yet."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, TypeVar

import aiohttp
import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_pinecone import PineconeVectorStore
from pinecone import Pinecone
from pinecone.config.openapi_config_factory import OpenApiConfigFactory
from pinecone.db_data import _IndexAsyncio
from pinecone.exceptions import NotFoundException, PineconeApiException
from pinecone.openapi_support.retry_aiohttp import JitterRetry

from tools.errors import Misconfigured
from tools.resilience import Guard
from tools.resilience.guard import ServiceFault
from tools.settings import Settings
from tools.types import Candidate
from tools.vectors.namespaces import namespace_of, scope_of
from tools.vectors.source import VectorSource

T = TypeVar("T")
CALL_SECONDS = 5.0
UPSERT_BATCH = 100


class Given(Embeddings):
    """Vectors that are there already: langchain asks for the embedding of a text and gets the one stored under it."""

    def __init__(self) -> None:
        self.vectors: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors put in before."""
        return [self.vectors[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """As for documents."""
        return self.vectors[text]


class PineconeIndex:
    """The VectorIndex port. Derived data: `rebuild` makes it from the store's aliases."""

    def __init__(self, index: Any, source: VectorSource, embedder: str) -> None:
        self._given = Given()
        self._store = PineconeVectorStore(index=index, embedding=self._given)
        self._source = source
        self._embedder = embedder
        self.guard = Guard("pinecone", attempts=3)

    @classmethod
    async def open(cls, settings: Settings, source: VectorSource, embedder: str) -> Self:
        """Connect to PINECONE_INDEX (or PINECONE_HOST). `embedder` is the Embedder's identity.

        Raises Misconfigured when the index does not exist or holds the vectors of another embedder.
        """
        assert settings.pinecone_api_key is not None, "Pinecone is chosen by setting PINECONE_API_KEY"
        await source.remember_embedder(embedder)
        key = settings.pinecone_api_key.get_secret_value()
        host = settings.pinecone_host
        if host is None:
            host = await asyncio.to_thread(_host_of, key, settings.pinecone_index)
        host = host if "://" in host else f"https://{host}"
        config = OpenApiConfigFactory.build(api_key=key, host=host)
        config.retries = JitterRetry(attempts=1)  # `tools.resilience` is the one layer that retries
        index = cls(_IndexAsyncio(api_key=key, host=host, openapi_config=config), source, embedder)
        await index._store.__aenter__()
        return index

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """Pinecone's best and the newest of S3, best first. Raises Unavailable: the match is then made later."""
        upto, recent = await self._source.recent(tenant, service, vector, limit)
        wanted = {"scope": {"$eq": scope_of(service)}, "embedder": {"$eq": self._embedder}}
        found = await self._call(
            lambda: self._store.asimilarity_search_by_vector_with_score(
                _floats(vector), k=limit, filter=wanted, namespace=namespace_of(tenant)
            )
        )
        cosines = {each.fingerprint: each.cosine for each in recent}
        cosines |= {document.page_content: float(score) for document, score in found}
        best = sorted(cosines.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return upto, [Candidate(fingerprint, cosine) for fingerprint, cosine in best]

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Make a fingerprint findable; repeating it changes nothing."""
        await self._upsert(tenant, [(service, fingerprint, vector)])

    async def rebuild(self) -> int:
        """Drop the tenants' namespaces and fill them from the store; returns how many vectors."""
        by_tenant: dict[str, list[tuple[str, str, bytes]]] = {}
        async for tenant, service, fingerprint, vector in self._source.vectors():
            by_tenant.setdefault(tenant, []).append((service, fingerprint, vector))
        for tenant, rows in by_tenant.items():
            await self._empty(tenant)
            for start in range(0, len(rows), UPSERT_BATCH):
                await self._upsert(tenant, rows[start : start + UPSERT_BATCH])
        return sum(len(rows) for rows in by_tenant.values())

    async def close(self) -> None:
        """Release the connections."""
        await self._store.aclose()

    async def _upsert(self, tenant: str, rows: Sequence[tuple[str, str, bytes]]) -> None:
        texts = [fingerprint for _, fingerprint, _ in rows]
        self._given.vectors |= {fingerprint: _floats(vector) for _, fingerprint, vector in rows}
        metadata = [{"scope": scope_of(service), "embedder": self._embedder} for service, _, _ in rows]
        try:
            await self._call(
                lambda: self._store.aadd_texts(
                    texts, [dict(each) for each in metadata], texts, namespace=namespace_of(tenant)
                )
            )
        finally:
            for fingerprint in texts:
                self._given.vectors.pop(fingerprint, None)

    async def _empty(self, tenant: str) -> None:
        try:
            await self._call(lambda: self._store.adelete(delete_all=True, namespace=namespace_of(tenant)))
        except NotFoundException:
            return  # a namespace comes into being with its first vector

    async def _call(self, work: Callable[[], Awaitable[T]]) -> T:
        async def attempt() -> T:
            try:
                return await asyncio.wait_for(work(), CALL_SECONDS)
            except PineconeApiException as error:
                raise _meaning(error) from error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise ServiceFault(f"Pinecone {type(error).__name__}") from error

        return await self.guard.call(attempt)


def _meaning(error: PineconeApiException) -> Exception:
    if error.status in (401, 403):
        return Misconfigured("PINECONE_API_KEY is refused by Pinecone")
    if error.status is None or error.status >= 500 or error.status == 429:
        return ServiceFault(f"Pinecone {error.status}")
    return error


def _host_of(key: str, name: str) -> str:
    """The data plane's address. Blocks."""
    try:
        return str(Pinecone(api_key=key).describe_index(name).host)
    except NotFoundException as error:
        raise Misconfigured(
            f"PINECONE_INDEX: there is no index {name!r}; create one with metric cosine and the embedder's dimension"
        ) from error


def _floats(vector: bytes) -> list[float]:
    """Plain floats: the SDK refuses numpy's."""
    return [float(each) for each in np.frombuffer(vector, dtype="<f4")]
