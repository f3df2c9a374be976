"""Digests for one destination: when many tickets are opened at once, most go into one message."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tools.ids import delivery_id_of
from tools.nouns.deliveries import Conversation, DeliveryRow, DeliveryState, Queued, StoredDelivery
from tools.nouns.notices import NoticeKind
from tools.nouns.silences import Silence
from tools.ports import Clock, DeliveryStore, Destination
from tools.rules.delivering import covering_silence
from tools.rules.digests import EVERY_SECONDS, MOST_OPENED, MOST_TOGETHER, WINDOW_SECONDS, digest_of, may_wait

T = TypeVar("T")
AT_ONCE = 32
Silences = Callable[[str], Awaitable[Sequence[Silence]]]
"""Looks up the silences of a tenant."""


@dataclass(frozen=True, slots=True)
class DigestCount:
    """The times of single `opened` messages in the window, and when the next digest is due (epoch seconds)."""

    opened: tuple[float, ...] = ()
    due: float | None = None


class LaneDigests:
    """Counts opened tickets, and collects those beyond the limit into one message per minute."""

    def __init__(self, destination: Destination, deliveries: DeliveryStore, silences: Silences, clock: Clock) -> None:
        self._destination = destination
        self._deliveries = deliveries
        self._silences = silences
        self._clock = clock
        self._opened: deque[float] = deque()
        self._waiting: dict[str, Queued] = {}
        self._alone: set[str] = set()
        self._absorbed: set[str] = set()
        """The digests of which this process has marked the members."""

        self._due: float | None = None

    @property
    def count(self) -> DigestCount:
        """What another process needs to continue."""
        return DigestCount(tuple(self._opened), self._due)

    def go_on(self, count: DigestCount) -> None:
        """Continue from another process's count."""
        both = Counter(self._opened) | Counter(count.opened)  # several may have the same time
        self._opened = deque(sorted(both.elements()))
        self._due = count.due if self._due is None else self._due

    def wait_for(self, queued: Queued, row: DeliveryRow) -> float | None:
        """When the digest that will include it is due (epoch seconds); None: it is counted and sent on its own."""
        if row.message.kind is not NoticeKind.OPENED or not self._destination.takes(NoticeKind.DIGEST):
            return None
        now = self._clock()
        while self._opened and not now - WINDOW_SECONDS < self._opened[0] <= now:
            self._opened.popleft()
        if len(self._opened) < MOST_OPENED or not may_wait(row) or row.delivery_id in self._alone:
            self._alone.discard(row.delivery_id)
            self._opened.append(now)
            return None
        self._due = self._due if self._due is not None and self._due <= now + EVERY_SECONDS else now + EVERY_SECONDS
        self._waiting[row.delivery_id] = queued
        return max(self._due, now)

    async def make(self) -> Sequence[DeliveryRow]:
        """Queue the digests that are due, one per tenant; returns them."""
        now = self._clock()
        if self._due is None or now < self._due:
            return ()
        by_tenant: dict[str, list[DeliveryRow]] = {}
        for part in _parts(list(self._waiting.values())[:MOST_TOGETHER]):
            for stored in await asyncio.gather(*map(self._deliveries.queued, part)):
                if stored is not None and await self._is_to_be_told(stored.row, now):
                    by_tenant.setdefault(stored.row.tenant, []).append(stored.row)
        made = [await self._put(rows, now) for rows in by_tenant.values() if len(rows) > 1]
        # A digest of one would say less than its own message.
        self._alone |= {rows[0].delivery_id for rows in by_tenant.values() if len(rows) == 1}
        self._waiting = dict(list(self._waiting.items())[MOST_TOGETHER:])
        self._due = now + EVERY_SECONDS if self._waiting else None
        return made

    async def absorb(self, digest: DeliveryRow) -> None:
        """Mark the digest's members as replaced by it. Idempotent, and done once in a process."""
        if digest.delivery_id in self._absorbed:
            self._absorbed.discard(digest.delivery_id)
            return
        for part in _parts(digest.members):
            await asyncio.gather(*(self._absorb(each, digest) for each in part))

    async def _is_to_be_told(self, row: DeliveryRow, now: float) -> bool:
        silences = await self._silences(row.tenant)
        return row.state.waiting and may_wait(row) and not covering_silence(silences, row, now, was_told=False)

    async def _put(self, rows: Sequence[DeliveryRow], now: float) -> DeliveryRow:
        message = digest_of(rows, now)
        delivery_id = delivery_id_of(now, message.notice_id, self._destination.name)
        digest = DeliveryRow(
            delivery_id=delivery_id,
            destination=self._destination.name,
            message=message,
            notice=None,
            order=delivery_id,
            made_at=now,
            members=tuple(row.delivery_id for row in rows),
        )
        await self._deliveries.add([digest])
        await self.absorb(digest)
        self._absorbed.add(digest.delivery_id)
        return digest

    async def _absorb(self, delivery_id: str, digest: DeliveryRow) -> None:
        stored: StoredDelivery | None = await self._deliveries.find(digest.tenant, delivery_id)
        while stored is not None and stored.row.state.waiting and not stored.row.tries:
            row, said = stored.row, None
            if await self._deliveries.conversation(row.destination, row.ticket) is None:
                said = Conversation(at=self._clock(), digest=digest.delivery_id)
            ended = replace(row, state=DeliveryState.SILENCED, replaced_by=digest.delivery_id)
            if await self._deliveries.save(stored, ended, said) is not None:
                return
            stored = await self._deliveries.find(digest.tenant, delivery_id)


def _parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]
