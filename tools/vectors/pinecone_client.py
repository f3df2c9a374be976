"""The only place that uses Pinecone's SDK: one index, queried through langchain-pinecone behind one guard."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_pinecone import PineconeVectorStore
from pinecone import Pinecone
from pinecone.config.openapi_config_factory import OpenApiConfigFactory
from pinecone.db_data import _IndexAsyncio
from pinecone.exceptions import NotFoundException, PineconeApiException
from pinecone.openapi_support.retry_aiohttp import JitterRetry

from tools.errors import Misconfigured, Unavailable
from tools.resilience import Guard
from tools.resilience.guard import ServiceFault
from tools.settings import Settings

T = TypeVar("T")
CALL_SECONDS = 2.0
ATTEMPTS = 2  # a report waits for at most four seconds; then its match is deferred
UPSERT_SECONDS = 10.0
UPSERT_BATCH = 100
# It warns at each start that PINECONE_HOST is "ignored", although `open` has used it.
logging.getLogger("langchain_pinecone.vectorstores").setLevel(logging.ERROR)
_vectors_of_this_call: ContextVar[Mapping[str, list[float]]] = ContextVar("given")


class PrecomputedVectors(Embeddings):
    """Gives langchain, which asks for the embedding of a text, the vector that came with this call."""

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors that came with the texts."""
        return self.embed_documents(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors that came with the texts."""
        return [_vectors_of_this_call.get()[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector that came with the text."""
        return _vectors_of_this_call.get()[text]


@dataclass(frozen=True, slots=True)
class Row:
    """One vector under its id; a query can filter by the metadata."""

    id: str
    vector: bytes
    metadata: Mapping[str, str]


class PineconeClient:
    """Reads and writes namespaces of one index. Every call raises Unavailable if Pinecone does not answer in time."""

    def __init__(self, index: _IndexAsyncio) -> None:
        self._index = index
        self._store = PineconeVectorStore(index=index, embedding=PrecomputedVectors())
        self.guard = Guard("pinecone", attempts=ATTEMPTS)

    @classmethod
    async def open(cls, settings: Settings) -> Self:
        """Connect to PINECONE_INDEX (or PINECONE_HOST). Raises Misconfigured without a key or such an index."""
        if settings.pinecone_api_key is None:
            raise Misconfigured("VECTOR_INDEX=pinecone needs PINECONE_API_KEY")
        key = settings.pinecone_api_key.get_secret_value()
        host = settings.pinecone_host
        if host is None:
            host = await asyncio.to_thread(_host_of, key, settings.pinecone_index)
        host = host if "://" in host else f"https://{host}"
        config = OpenApiConfigFactory.build(api_key=key, host=host)
        config.retries = JitterRetry(attempts=1)  # `tools.resilience` is the one layer that retries
        client = cls(_IndexAsyncio(api_key=key, host=host, openapi_config=config))
        await client._store.__aenter__()
        return client

    async def nearest(
        self, namespace: str, vector: bytes, limit: int, wanted: Mapping[str, Mapping[str, str]]
    ) -> list[tuple[str, float]]:
        """Return (id, raw cosine) of the nearest rows that fit the metadata filter, best first."""
        found = await self._call(
            lambda: self._store.asimilarity_search_by_vector_with_score(
                _floats(vector), k=limit, filter=dict(wanted), namespace=namespace
            )
        )
        return [(str(document.id), float(score)) for document, score in found]

    async def upsert(self, namespace: str, rows: Sequence[Row]) -> None:
        """Store rows; repeating it changes nothing."""
        for start in range(0, len(rows), UPSERT_BATCH):
            await self._upsert(namespace, rows[start : start + UPSERT_BATCH])

    async def ids(self, namespace: str) -> set[str]:
        """Return all ids that Pinecone shows so far; a recent upsert may be missing."""

        async def listing() -> set[str]:
            return {str(each) async for page in self._index.list(namespace=namespace) for each in page}

        return await self._call(listing, UPSERT_SECONDS)

    async def delete(self, namespace: str, ids: Sequence[str]) -> None:
        """Remove rows."""
        await self._call(lambda: self._store.adelete(ids=list(ids), namespace=namespace), UPSERT_SECONDS)

    async def empty(self, namespace: str) -> None:
        """Remove all rows."""

        async def emptying() -> None:
            with suppress(NotFoundException):  # a namespace comes into being with its first vector
                await self._store.adelete(delete_all=True, namespace=namespace)

        await self._call(emptying, UPSERT_SECONDS)

    async def close(self) -> None:
        """Release the connections."""
        await self._store.aclose()

    async def _upsert(self, namespace: str, rows: Sequence[Row]) -> None:
        ids = [row.id for row in rows]
        _vectors_of_this_call.set({row.id: _floats(row.vector) for row in rows})
        await self._call(
            lambda: self._store.aadd_texts(ids, [dict(row.metadata) for row in rows], ids, namespace=namespace),
            CALL_SECONDS if len(rows) == 1 else UPSERT_SECONDS,
        )

    async def _call(self, work: Callable[[], Awaitable[T]], seconds: float = CALL_SECONDS) -> T:
        async def attempt() -> T:
            try:
                return await asyncio.wait_for(work(), seconds)
            except PineconeApiException as error:
                raise _translated(error) from error
            except Exception as error:  # no connection, no answer in time, or one that the SDK cannot read
                raise ServiceFault(f"Pinecone {type(error).__name__}") from error

        return await self.guard.call(attempt)


def _translated(error: PineconeApiException) -> Exception:
    """Translate an error. A refused request is not retried; the report gets its ticket without this search."""
    if error.status is None or error.status >= 500 or error.status == 429:
        return ServiceFault(f"Pinecone {error.status}")
    if error.status in (401, 403):
        return Unavailable("PINECONE_API_KEY is refused by Pinecone")
    return Unavailable(f"Pinecone refuses the request ({error.status}): does its dimension fit the embedder?")


def _host_of(key: str, name: str) -> str:
    """Return the data plane's address. It blocks."""
    try:
        return str(Pinecone(api_key=key).describe_index(name).host)
    except NotFoundException as error:
        raise Misconfigured(
            f"PINECONE_INDEX: there is no index {name!r}; create one with metric cosine and the embedder's dimension"
        ) from error
    except Exception as error:
        raise Misconfigured(
            f"PINECONE_INDEX: Pinecone does not say where {name!r} is ({type(error).__name__}): "
            "check PINECONE_API_KEY, or name the address in PINECONE_HOST"
        ) from error


def _floats(vector: bytes) -> list[float]:
    """Return plain floats, since the SDK refuses numpy's."""
    return [float(each) for each in np.frombuffer(vector, dtype="<f4")]
