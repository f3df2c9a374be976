"""Looks for tickets that nobody has acknowledged in the time that their route allows."""

from collections.abc import Awaitable, Callable

from tools.errors import NotFound
from tools.nouns.jobs import Job, JobKind
from tools.nouns.watches import Watch
from tools.ports import Clock, TicketStore, WatchStore
from tools.rules.waiting import still_unacknowledged, unacknowledged

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
    ) -> None:
        """`tell` does a job that tells people, as often as it is asked to."""
        self._watches = watches
        self._tickets = tickets
        self._clock = clock
        self._tell = tell

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
        if not still_unacknowledged(watch, ticket):
            return False
        notice = unacknowledged(watch, ticket)
        await self._tell(Job(watch.job_id, JobKind.NOTIFY, watch.tenant, watch.incident_id, "", "", 1, notice))
        return True
