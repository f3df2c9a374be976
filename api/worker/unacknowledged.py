"""Escalation: looks for tickets that nobody has acknowledged within the time their route allows."""

from collections.abc import Awaitable, Callable

from tools.errors import NotFound
from tools.nouns.jobs import Job, JobKind
from tools.nouns.watches import Watch
from tools.ports import Clock, TicketStore, WatchStore
from tools.rules.waiting import still_unacknowledged, unacknowledged

LOOK_SECONDS = 1.0
LOOK_SECONDS_OF_A_BUCKET = 10.0
"""On S3 each look costs a listing."""
MOST_AT_ONCE = 100


class Unacknowledged:
    """One per process. Several may escalate the same ticket: the message has one id, so it is sent once."""

    def __init__(
        self,
        watches: WatchStore,
        tickets: TicketStore,
        clock: Clock,
        tell: Callable[[Job], Awaitable[None]],
    ) -> None:
        """`tell` runs a NOTIFY job; it may be called repeatedly for the same job."""
        self._watches = watches
        self._tickets = tickets
        self._clock = clock
        self._tell = tell

    async def look(self) -> int:
        """Make one pass; returns how many tickets were escalated."""
        escalated = 0
        for watch in await self._watches.due(self._clock(), MOST_AT_ONCE):
            escalated += await self._escalate(watch)
            await self._watches.end(watch)
        return escalated

    async def _escalate(self, watch: Watch) -> bool:
        """Escalate, unless somebody has acknowledged or closed the ticket."""
        try:
            ticket = await self._tickets.incident(watch.tenant, watch.incident_id)
        except NotFound:
            return False
        if not still_unacknowledged(watch, ticket):
            return False
        notice = unacknowledged(watch, ticket)
        await self._tell(Job(watch.job_id, JobKind.NOTIFY, watch.tenant, watch.incident_id, "", "", 1, notice))
        return True
