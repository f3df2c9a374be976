"""Looks for tickets that nobody has acknowledged in the time that their route allows."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from tools.errors import IncidentResponderError, NotFound
from tools.nouns.jobs import Job, JobKind
from tools.nouns.watches import Watch
from tools.ports import Clock, TicketStore, WatchStore
from tools.rules.waiting import nobody_came, unacknowledged

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LOOK_SECONDS_OF_A_BUCKET = 10.0
"""A look costs a listing there."""
MOST_AT_ONCE = 100


class Unacknowledged:
    """One per process. Several may tell of the same ticket: its message has one id, so it is told once."""

    def __init__(
        self,
        watches: WatchStore,
        tickets: TicketStore,
        clock: Clock,
        tell: Callable[[Job], Awaitable[None]],
        every: float = LOOK_SECONDS,
    ) -> None:
        """`tell` does a job that tells people, as often as it is asked to; `every` is in seconds."""
        self._watches = watches
        self._tickets = tickets
        self._clock = clock
        self._tell = tell
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on."""
        self._task = asyncio.create_task(self._look_again_and_again(), name="unacknowledged")

    async def stop(self) -> None:
        """End; what is due is told by the next process."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> int:
        """One pass: returns how many tickets were told of."""
        told = 0
        for watch in await self._watches.due(self._clock(), MOST_AT_ONCE):
            told += await self._over(watch)
            await self._watches.end(watch)
        return told

    async def _over(self, watch: Watch) -> bool:
        """Its time is over: tell, unless somebody came."""
        try:
            ticket = await self._tickets.incident(watch.tenant, watch.incident_id)
        except NotFound:
            return False
        if not nobody_came(watch, ticket):
            return False
        notice = unacknowledged(watch, ticket)
        await self._tell(Job(watch.job_id, JobKind.NOTIFY, watch.tenant, watch.incident_id, "", "", 1, notice))
        return True

    async def _look_again_and_again(self) -> None:
        while True:
            try:
                await self.look()
            except IncidentResponderError as error:
                logger.warning("tickets that nobody acknowledged are looked for later: %s", error)
            except Exception:
                logger.exception("looking for tickets that nobody acknowledged failed")
            await asyncio.sleep(self._every)
