"""The S3 store: all four storage ports on one bucket, by the protocol of docs/BACKENDS.md."""

from typing import Self

from tools.ports import Clock
from tools.resilience import Guard
from tools.settings import Settings
from tools.tickets.s3.accounts import Accounts
from tools.tickets.s3.bucket import Bucket, Objects
from tools.tickets.s3.idempotency import Idempotency
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.runbooks import Runbooks
from tools.tickets.s3.tickets import Tickets


class S3Store(Tickets, Accounts, Idempotency, Runbooks):
    """TicketStore, AccountStore, IdempotencyStore and RunbookStore of one bucket and prefix. Open it with `open`."""

    def __init__(self, objects: Objects, clock: Clock, guard: Guard) -> None:
        Tickets.__init__(self, Parts.over(objects, clock))
        Accounts.__init__(self, objects, clock)
        Idempotency.__init__(self, objects, clock)
        Runbooks.__init__(self, objects)
        self._objects = objects
        self.guard = guard

    @classmethod
    async def open(cls, settings: Settings, clock: Clock) -> Self:
        """Connect to S3_BUCKET. Raises Misconfigured or StoreUnavailable when it cannot be used."""
        guard = Guard("s3")
        store = cls(Bucket.open(settings, guard), clock, guard)
        await store.ready()
        return store

    async def ready(self) -> None:
        """Raises StoreUnavailable when reports cannot be accepted durably."""
        await self._objects.put("meta/ready", b"")

    async def close(self) -> None:
        """Finish what was accepted, then release the connections."""
        await self._batches.drain()
        await self._objects.close()
