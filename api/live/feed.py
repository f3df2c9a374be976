"""The live feed of ticket events: it reads the store once a second per tenant, however many clients listen."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import orjson

from tools.errors import IncidentResponderError, Overloaded
from tools.nouns.touches import Touched, Touches
from tools.ports import TicketStore
from tools.times import rfc3339

LOOK_SECONDS = 1.0
LOOK_SECONDS_OF_A_BUCKET = 2.0
"""On a bucket each read is a listing, which costs money."""
MOST_STREAMS = 1000
"""The most streams of one process."""
MOST_WAITING = 1000
"""The most tickets that may wait on one stream; a client that reads more slowly must read the list again."""
ALIVE_SECONDS = 15.0
"""How often a quiet stream says that it is alive, and where to continue from."""
FOLLOWING = "news of tickets"
"""The name of the tasks that read the store."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """What one read found, written once for all streams: each ticket's id and the body of its event."""

    too_old: bool
    bodies: Sequence[tuple[str, bytes]]

    @classmethod
    def of(cls, touches: Touches) -> "_Found":
        return cls(touches.too_old, [(each.incident_id, _data(each)) for each in touches.tickets])


@dataclass(frozen=True, slots=True)
class Message:
    """One event of a stream. A client sends `position` back to continue after it."""

    event: str
    data: bytes
    position: str

    def encoded(self) -> bytes:
        """Encode it in the format of server-sent events."""
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (self.position.encode(), self.event.encode(), self.data)


Look = Sequence[Message]
"""Everything that one read of the store found. It is sent in one piece, after one check of the listener's rights."""


@dataclass(slots=True, eq=False)
class _Stream:
    """One listener, and the tickets waiting to be sent to it, each once."""

    position: str
    incident_id: str | None
    waiting: dict[str, bytes] = field(default_factory=dict)
    reset: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, found: "_Found", *, first: bool = False) -> None:
        """Add what a read found. `first` marks the stream's own first read, which must not replace newer finds."""
        self.reset = self.reset or found.too_old
        for incident_id, body in found.bodies:
            if self.incident_id in (None, incident_id) and not (first and incident_id in self.waiting):
                self.waiting[incident_id] = body
        if len(self.waiting) > MOST_WAITING:
            self.reset = True
        if self.reset or self.waiting:
            self.news.set()

    def taken(self, position: str) -> Sequence[Message]:
        """Take everything that waits.

        Only the last message moves the position: if it is lost, the others are repeated.
        """
        self.news.clear()
        waiting, self.waiting, begin = self.waiting, {}, self.position
        self.position = position
        if self.reset:
            self.reset = False
            return [Message("reset", b"{}", position)]
        bodies = list(waiting.values())
        return [Message("ticket", body, begin) for body in bodies[:-1]] + [
            Message("ticket", body, position) for body in bodies[-1:]
        ]


@dataclass(slots=True)
class _Channel:
    """The streams of one tenant, and the position up to which the store was read for them."""

    position: str = ""
    streams: set[_Stream] = field(default_factory=set)
    task: "asyncio.Task[None] | None" = None
    beginning: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the first position is determined."""

    @property
    def at_work(self) -> bool:
        """True while a task reads the store."""
        return self.task is not None and not self.task.done()


class LiveFeed:
    """All streams of one process. `seconds` is the time between two reads; no ticket is sent more often."""

    def __init__(self, store: TicketStore, seconds: float = LOOK_SECONDS) -> None:
        self._store = store
        self._seconds = seconds
        self._channels: dict[str, _Channel] = {}
        self.stopped = False

    def stop(self) -> None:
        """End every stream, because the process is about to end."""
        self.stopped = True
        for stream in self._streams():
            stream.news.set()

    async def close(self) -> None:
        """Stop, and wait until nothing reads the store any more."""
        self.stop()
        tasks = [channel.task for channel in self._channels.values() if channel.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def position(self, tenant: str) -> str:
        """Return a position to listen from, such that no change to data read after this call is missed."""
        channel = self._channels.get(tenant)
        if channel is not None and channel.at_work:
            return channel.position
        return (await self._store.touched(tenant, None)).position

    async def listen(self, tenant: str, after: str | None, incident_id: str | None = None) -> AsyncIterator[Look]:
        """Stream events of a tenant's tickets, or of one ticket, from a position; None means from now on.

        Each item is what one read of the store found. It begins with `ready`, sends `alive` every ALIVE_SECONDS, and
        `reset` if too much was missed. Raises Overloaded at the first step if there are too many streams.
        """
        if self.stopped or len(self._streams()) >= MOST_STREAMS:
            raise Overloaded("too many clients listen to this server: try again later", retry_after=30.0)
        channel, stream = self._channels.setdefault(tenant, _Channel()), _Stream(after or "", incident_id)
        # Added before the first read, so that it also gets what another listener's read finds meanwhile.
        channel.streams.add(stream)
        try:
            await self._set_to_work(tenant, channel)
            first = await self._store.touched(tenant, after)
            stream.position = first.position if after is None else after
            stream.offer(_Found.of(first), first=True)
            yield [Message("ready", b"{}", stream.position)]
            position = first.position
            while not self.stopped:
                if look := stream.taken(position):
                    yield look
                await asyncio.sleep(self._seconds)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(ALIVE_SECONDS):
                        await stream.news.wait()
                position = channel.position
                if not self.stopped and not stream.news.is_set():
                    stream.position = position
                    yield [Message("alive", b"{}", position)]
        finally:
            channel.streams.discard(stream)

    def _streams(self) -> list[_Stream]:
        return [stream for channel in self._channels.values() for stream in channel.streams]

    async def _set_to_work(self, tenant: str, channel: _Channel) -> None:
        """Start the task that reads the store. Every stream in the channel gets everything that happens after this."""
        async with channel.beginning:
            if not channel.at_work:
                channel.position = (await self._store.touched(tenant, None)).position
                channel.task = asyncio.create_task(self._follow(tenant, channel), name=FOLLOWING)

    async def _follow(self, tenant: str, channel: _Channel) -> None:
        """Read the store while somebody listens, and once more for a listener who arrives meanwhile."""
        idle, failed = 0, False
        while not self.stopped and (idle < 2 or channel.streams):
            await asyncio.sleep(self._seconds)
            idle = 0 if channel.streams else idle + 1
            try:
                found = await self._store.touched(tenant, channel.position)
            except IncidentResponderError as error:
                if not failed:
                    logger.warning("live pages get no updates for now: %s", error)
                failed = True
                continue
            failed, channel.position = False, found.position
            written = _Found.of(found)
            for stream in tuple(channel.streams):
                stream.offer(written)


def _data(ticket: Touched) -> bytes:
    return orjson.dumps(
        {
            "incident_id": ticket.incident_id,
            "status": ticket.status.value,
            "severity": ticket.severity.name,
            "service": ticket.service,
            "environment": ticket.environment,
            "title": ticket.title,
            "first_seen": rfc3339(ticket.first_seen),
            "last_seen": rfc3339(ticket.last_seen),
            "occurrences": ticket.occurrences,
            "merged_into": ticket.merged_into,
            "recovering": ticket.recovering,
        }
    )
