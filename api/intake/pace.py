"""Reports come first: what follows a verdict takes its turn, a piece at a time, and never stands still."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

PLACES = 16
"""Pieces of later work under way at once: a model may keep each waiting for seconds."""
PATIENCE = 0.05
"""Seconds that the next piece waits at most while reports wait for their verdicts."""


class Pace:
    """One per process, shared by the requests, the runs behind them and the worker."""

    def __init__(self) -> None:
        self._reports = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._places = asyncio.Semaphore(PLACES)
        self._next = asyncio.Lock()

    @contextmanager
    def report(self) -> Iterator[None]:
        """A report waits for its verdict."""
        self._reports += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._reports -= 1
            if not self._reports:
                self._quiet.set()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A piece of work that follows verdicts and may wait for a model: it takes a place, and then a `moment`."""
        async with self._places:
            await self.moment()
            yield

    async def moment(self) -> None:
        """What follows verdicts begins in order of arrival, one by one, in a lull or after PATIENCE."""
        async with self._next:
            await self._lull()

    async def _lull(self) -> None:
        await asyncio.sleep(0)  # what has arrived meanwhile is counted first
        try:
            async with asyncio.timeout(PATIENCE):
                await self._quiet.wait()
        except TimeoutError:
            pass
