"""Overload: reports go before the work that follows verdicts, and the number of deferred matches is limited."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from tools.errors import Overloaded

MAX_CONCURRENT = 16
"""How many pieces of work that follows a verdict run at once; each may wait seconds for a model."""
MAX_YIELD_SECONDS = 0.05
"""The longest that the next piece of that work waits while reports wait for their verdicts."""
RETRY_SECONDS = 5.0
"""The wait after which a client should send a refused report again."""


class Pace:
    """Lets reports go first. Work that follows a verdict takes a slot, starts piece by piece, and is never starved.

    There is one object per process, shared by the requests, their runs and the worker.
    """

    def __init__(self) -> None:
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._next = asyncio.Lock()

    @contextmanager
    def report_waiting(self) -> Iterator[None]:
        """Enclose the time in which a report waits for its verdict."""
        self._waiting += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._idle.set()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Enclose work that follows a verdict and may wait for a model: take a slot, then yield to reports."""
        async with self._slots:
            await self.yield_to_reports()
            yield

    async def yield_to_reports(self) -> None:
        """Wait at most MAX_YIELD_SECONDS until no report waits for its verdict; callers proceed in order of arrival."""
        async with self._next:
            await self._wait_until_idle()

    async def _wait_until_idle(self) -> None:
        await asyncio.sleep(0)  # lets reports that have just arrived be counted first
        try:
            async with asyncio.timeout(MAX_YIELD_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            pass


class Deferral:
    """The limit on reports answered before their semantic match; beyond it new problems are refused."""

    def __init__(self, most: int) -> None:
        """`most` is how many matches may be outstanding."""
        self.owed = 0
        """The matches outstanding. It rises as matches are deferred; the worker corrects it from the outbox."""
        self._most = most

    @property
    def full(self) -> bool:
        """True if no further match may be deferred."""
        return self.owed >= self._most

    def refusal(self) -> Overloaded:
        """The error for a new problem that is refused, with nothing written."""
        return Overloaded(
            f"{self._most} new problems already wait for their semantic match: send this report again in a few seconds",
            retry_after=RETRY_SECONDS,
        )
