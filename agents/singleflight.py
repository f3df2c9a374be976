"""At most one search per new fingerprint at a time in this process; other reports of it wait for the result."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class SingleFlight:
    """The first caller of a key leads; the others wait until the leader has finished or failed."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Event] = {}

    @asynccontextmanager
    async def lead(self, key: Hashable) -> AsyncIterator[bool]:
        """Yield True to the leader at once, and False to each follower when the leader is done.

        A follower then checks whether the work was done. If the leader failed or was cancelled, the followers call
        again and the first of them leads.
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
