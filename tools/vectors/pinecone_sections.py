"""Runbook sections in Pinecone: the dense half of the runbook search. It keeps itself up to date with the store."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence

from tools.cache import BoundedCache
from tools.errors import IncidentResponderError
from tools.nouns.knowledge import SHARED_TENANT, SHIPPED, SectionRow
from tools.vectors.pinecone_client import PineconeClient, Row

logger = logging.getLogger(__name__)
REMEMBERED_TENANTS = 64
SHOWN = 1000  # the most rows that Pinecone returns in one query with metadata


class PineconeSections:
    """The SectionIndex port: a namespace of sections per tenant, and a shared one for the shipped runbooks.

    The data is derived: ids contain runbook, anchor and version, so an outdated row is never taken for a current one.
    """

    def __init__(self, client: PineconeClient) -> None:
        self._client = client
        self._brought: BoundedCache[str, Sequence[SectionRow]] = BoundedCache(REMEMBERED_TENANTS, texts=True)
        self._stored: dict[str, set[str]] = {}
        self._bringing: dict[str, asyncio.Task[None]] = {}

    async def cosines(self, tenant: str, rows: Sequence[SectionRow], vector: bytes) -> Mapping[str, float]:
        """See the port. Empty while Pinecone does not answer; the search then compares the vectors itself."""
        if self._brought.get(tenant) is not rows and tenant not in self._bringing:
            task = self._bringing[tenant] = asyncio.create_task(self._bring(tenant, rows))
            task.add_done_callback(lambda _: self._bringing.pop(tenant, None))
        try:
            spaces = {runbooks_of(tenant), runbooks_of(SHARED_TENANT)}
            found = await asyncio.gather(*(self._client.nearest(space, vector, SHOWN, {}) for space in spaces))
        except IncidentResponderError as error:
            logger.info("runbook sections are compared without Pinecone: %s", error)
            return {}
        return {name: cosine for part in found for name, cosine in part}

    async def bring(self, tenant: str, rows: Sequence[SectionRow]) -> None:
        """Put the rows that a tenant sees into the namespaces, and remove all other rows from the tenant's own.

        Raises Unavailable if Pinecone does not answer.
        """
        spaces: dict[str, dict[str, Row]] = {runbooks_of(tenant): {}}
        for row in rows:
            owner = SHARED_TENANT if row.source == SHIPPED else tenant
            shown = {"citation": row.section.citation, "kind": row.section.kind}
            spaces.setdefault(runbooks_of(owner), {})[row.id] = Row(row.id, row.vector, shown)
        for space, wanted in spaces.items():
            await self._fill(space, wanted, only=space == runbooks_of(tenant))
        self._brought[tenant] = rows
        kept = {runbooks_of(each) for each in (SHARED_TENANT, *self._brought)}
        for forgotten in self._stored.keys() - kept:
            del self._stored[forgotten]

    async def close(self) -> None:
        """Cancel the updates in progress; the next search of any process continues them."""
        tasks = list(self._bringing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _bring(self, tenant: str, rows: Sequence[SectionRow]) -> None:
        try:
            await self.bring(tenant, rows)
        except IncidentResponderError as error:
            logger.info("runbook sections are not in Pinecone yet: %s", error)

    async def _fill(self, space: str, wanted: Mapping[str, Row], *, only: bool) -> None:
        stored = self._stored.get(space)
        if stored is None:
            stored = await self._client.ids(space)
        await self._client.upsert(space, [row for name, row in wanted.items() if name not in stored])
        stale = sorted(stored - wanted.keys()) if only else []
        if stale:
            await self._client.delete(space, stale)
        self._stored[space] = (stored | wanted.keys()) - set(stale)


def runbooks_of(tenant: str) -> str:
    """Return the namespace of a tenant's runbook sections and past resolutions."""
    return hashlib.sha256(f"runbooks\x1f{tenant}".encode()).hexdigest()[:16]
