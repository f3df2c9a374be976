"""What happens when more arrives than can be done at once: reports go first, and what is put off is bounded."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from tools.errors import Overloaded

MAX_CONCURRENT = 16
"""Pieces of later work under way at once: a model may keep each waiting for seconds."""
MAX_YIELD_SECONDS = 0.05
"""How long the next piece of later work waits at most while reports wait for their verdicts."""
RETRY_SECONDS = 5.0
"""When a client whose report was refused should send it again."""


class Pace:
    """Reports come first; what follows a verdict takes a slot, begins one by one, and never stands still.

    One per process, shared by the requests, the runs behind them and the worker.
    """

    def __init__(self) -> None:
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._next = asyncio.Lock()

    @contextmanager
    def report_waiting(self) -> Iterator[None]:
        """Within it a report waits for its verdict."""
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
        """For work that follows a verdict and may wait for a model: takes one of the slots, then yields to reports."""
        async with self._slots:
            await self.yield_to_reports()
            yield

    async def yield_to_reports(self) -> None:
        """Wait until no report waits for its verdict, MAX_YIELD_SECONDS at most; callers go on in order of arrival."""
        async with self._next:
            await self._wait_until_idle()

    async def _wait_until_idle(self) -> None:
        await asyncio.sleep(0)  # what has arrived meanwhile is counted first
        try:
            async with asyncio.timeout(MAX_YIELD_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            pass


class Deferral:
    """The bound on reports that were acknowledged before their semantic match: beyond it new problems are refused."""

    def __init__(self, most: int) -> None:
        """`most`: how many matches may be outstanding."""
        self.owed = 0
        """Counted here as matches are put off, set right by what the worker reads from the outbox."""
        self._most = most

    @property
    def full(self) -> bool:
        """True if no further match may be put off."""
        return self.owed >= self._most

    def refusal(self) -> Overloaded:
        """Why a new problem is refused, with nothing written."""
        return Overloaded(
            f"{self._most} new problems already wait for their semantic match: send this report again in a few seconds",
            retry_after=RETRY_SECONDS,
        )
