"""Near fingerprints in Pinecone: a namespace per tenant, raw cosines, and the store for what it does not show yet."""

import hashlib
from collections.abc import Sequence
from typing import Self

from tools.nouns.reports import Candidate
from tools.ports.vectors import VectorSource
from tools.settings import Settings
from tools.vectors.pinecone_client import PineconeClient, Row


class PineconeIndex:
    """The VectorIndex port. The data is derived: `rebuild` makes it from the store's aliases."""

    def __init__(self, client: PineconeClient, source: VectorSource, embedder: str) -> None:
        self.client = client
        self.guard = client.guard
        self._source = source
        self._embedder = embedder

    @classmethod
    async def open(cls, settings: Settings, source: VectorSource, embedder: str) -> Self:
        """Connect. `embedder` is the Embedder's identity.

        Raises Misconfigured if the index does not exist or the store has vectors of another embedder.
        """
        await source.remember_embedder(embedder)
        return cls(await PineconeClient.open(settings), source, embedder)

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """Return Pinecone's best and the store's newest, best first.

        If it raises Unavailable, the match is made later.
        """
        upto, recent = await self._source.recent(tenant, service, vector, limit)
        wanted = {"scope": {"$eq": scope_of(service)}, "embedder": {"$eq": self._embedder}}
        found = await self.client.nearest(namespace_of(tenant), vector, limit, wanted)
        cosines = {each.fingerprint: each.cosine for each in recent} | dict(found)
        best = sorted(cosines.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return upto, [Candidate(fingerprint, cosine) for fingerprint, cosine in best]

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Make a fingerprint findable; repeating it changes nothing."""
        await self.client.upsert(namespace_of(tenant), [self._row(service, fingerprint, vector)])

    async def prepare(self) -> None:
        """Do nothing: Pinecone stores the vectors."""

    async def rebuild(self) -> int:
        """Empty the tenants' namespaces and fill them from the store; return the number of vectors."""
        by_tenant: dict[str, list[Row]] = {}
        async for tenant, service, fingerprint, vector in self._source.vectors():
            by_tenant.setdefault(tenant, []).append(self._row(service, fingerprint, vector))
        for tenant, rows in by_tenant.items():
            await self.client.empty(namespace_of(tenant))
            await self.client.upsert(namespace_of(tenant), rows)
        return sum(map(len, by_tenant.values()))

    async def close(self) -> None:
        """Release the connections."""
        await self.client.close()

    def _row(self, service: str, fingerprint: str, vector: bytes) -> Row:
        return Row(fingerprint, vector, {"scope": scope_of(service), "embedder": self._embedder})


def namespace_of(tenant: str) -> str:
    """Return a tenant's namespace: no query ever crosses it."""
    return hashlib.sha256(f"tenant\x1f{tenant}".encode()).hexdigest()[:16]


def scope_of(service: str) -> str:
    """Return a service as a metadata value of fixed length."""
    return hashlib.sha256(f"service\x1f{service}".encode()).hexdigest()[:16]
