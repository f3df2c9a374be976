"""At most one expensive search per new fingerprint in this process; everyone else waits for its outcome."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class SingleFlight:
    """The first to enter a key leads; the others wait until the leader leaves, whatever became of it."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Event] = {}

    @asynccontextmanager
    async def lead(self, key: Hashable) -> AsyncIterator[bool]:
        """Yields True to the leader at once, False to a follower when the leader has left.

        A follower then looks whether the work is done; if the leader failed or was cancelled it enters again, and
        the first to do so leads.
        """
        if flight := self._flights.get(key):
            await flight.wait()
            yield False
            return
        landed = self._flights[key] = asyncio.Event()
        try:
            yield True
        finally:
            del self._flights[key]
            landed.set()
