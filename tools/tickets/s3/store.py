"""The S3 store: all storage ports on one bucket, by the protocol of docs/BACKENDS.md."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from tools.errors import OtherEmbedder, StoreUnavailable
from tools.nouns.policy import DEFAULTS, Policy
from tools.nouns.reports import Candidate
from tools.ports import Clock, Embedder, FigureStore
from tools.resilience import Guard
from tools.settings import Settings
from tools.tickets.s3.accounts import Accounts
from tools.tickets.s3.audit_log import AuditObjects
from tools.tickets.s3.idempotency import Idempotency
from tools.tickets.s3.maintenance.reindex import reindex
from tools.tickets.s3.objects.bucket import Bucket, Objects
from tools.tickets.s3.objects.keys import CLOCK_SKEW_SECONDS
from tools.tickets.s3.objects.watched import Watched
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.recording.vectors import nearest, recent_vectors
from tools.tickets.s3.runbooks import Runbooks
from tools.tickets.s3.tickets import Tickets
from tools.tickets.s3.touches import TouchLog
from tools.tickets.s3.upkeep import Upkeep
from tools.tickets.shared.figures import FigureBook, TenantFigures
from tools.tickets.shared.over_records import OverRecords
from tools.tickets.shared.sealing import PLAIN, Seal

EMBEDDER = "meta/embedder"


class S3Store(Tickets, TouchLog, Accounts, AuditObjects, Idempotency, Runbooks, Upkeep, OverRecords):
    """TicketStore, AccountStore, IdempotencyStore and RunbookStore of one bucket and prefix. Open it with `open`."""

    def __init__(
        self, objects: Objects, clock: Clock, guard: Guard, policy: Policy = DEFAULTS, seal: Seal = PLAIN
    ) -> None:
        watched = Watched(objects)
        parts = Parts.over(watched, clock, policy, seal)
        Tickets.__init__(self, parts)
        TouchLog.__init__(self, parts, watched)
        Accounts.__init__(self, objects, clock)
        AuditObjects.__init__(self, objects, clock, seal)
        Idempotency.__init__(self, objects, clock)
        Runbooks.__init__(self, objects)
        self._open_records(objects, clock, CLOCK_SKEW_SECONDS)
        self.figures: FigureStore = FigureBook(lambda tenant: _figures(parts, tenant))
        self._objects = objects
        self._reindexing = ""
        self.guard = guard

    @classmethod
    async def open(cls, settings: Settings, clock: Clock, seal: Seal = PLAIN) -> Self:
        """Connect to S3_BUCKET; the settings hold the policy. Raises Misconfigured or StoreUnavailable."""
        guard = Guard("s3")
        store = cls(Bucket.open(settings, guard), clock, guard, settings.policy, seal)
        await store.ready()
        return store

    async def vectors(self) -> AsyncIterator[tuple[str, str, str, bytes]]:
        """(tenant, service, fingerprint, float32 vector) of everything searchable, for rebuilding an index."""
        async for alias in self._parts.aliases.all():
            if alias.vector:
                yield alias.tenant, alias.service, alias.fingerprint, alias.vector_bytes()

    async def recent(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, list[Candidate]]:
        """(time seen in epoch milliseconds, the nearest vectors of the last hours, read from object names).

        Times that writers with slower clocks may still add to count as unseen.
        """
        now = self._parts.clock()
        found = await recent_vectors(self._parts.objects, tenant, service, now, 0)
        return max(0, int((now - CLOCK_SKEW_SECONDS) * 1000)), nearest(vector, found, limit)

    async def remember_embedder(self, identity: str) -> None:
        """Check that all vectors come from one model. Raises Misconfigured if the stored ones come from another."""
        if identity == self._reindexing or await self._objects.create(EMBEDDER, identity.encode()):
            return
        stored = await self._objects.get(EMBEDDER)
        if stored is not None and stored.body != identity.encode():
            raise OtherEmbedder(stored.body.decode(), identity)

    @asynccontextmanager
    async def reindexing(self, identity: str, *, outside: bool) -> AsyncIterator[None]:
        """Guard a rebuild: until it has finished, the store accepts no embedder, whatever interrupts it.

        Otherwise, vectors of two models could be mixed, or an `outside` index be half filled. After a change of
        embedder, processes that run in the meantime must be restarted.
        """
        stored = await self._objects.get(EMBEDDER)
        if outside or stored is None or stored.body != identity.encode():
            await self._objects.put(EMBEDDER, f"an unfinished reindex to {identity}".encode())
        self._reindexing = identity
        yield
        self._reindexing = ""
        await self._objects.put(EMBEDDER, identity.encode())

    async def reindex(self, embedder: Embedder) -> int:
        """Rebuild the store's vectors and everything else that is derived, within `reindexing`.

        Returns how many vectors.
        """
        return await reindex(self._parts, embedder)

    async def ready(self) -> None:
        """Raises StoreUnavailable if reports cannot be accepted durably."""
        await self._objects.put("meta/ready", b"")

    async def close(self) -> None:
        """Finish the accepted work, then release the connections."""
        await self._firings.drain()
        await self._batches.drain()
        with contextlib.suppress(StoreUnavailable):  # only news for pages, which a crash loses too
            await self.tell_touched()
        await self._objects.close()


def _figures(parts: Parts, tenant: str) -> TenantFigures:
    """One tenant's figures; NumPy, which sums them up, is loaded when somebody asks for them."""
    from tools.tickets.s3.figures.book import Derived

    return Derived(parts, tenant)
