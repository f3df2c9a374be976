"""The deliveries that wait for one destination, as its lane sees them: their order, and when each is due."""

import asyncio
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from tools.nouns.deliveries import Queued

_AT_ONCE = float("-inf")


class LaneQueue:
    """Tickets with their deliveries in order. Only the first delivery of a ticket may be sent."""

    def __init__(self) -> None:
        self._tickets: dict[str, list[Queued]] = {}
        self._due: dict[str, float] = {}
        self._heads: list[tuple[float, str, Queued]] = []
        """A heap of the first deliveries by the time they are due; entries that are no longer true are passed over."""

        self._length = 0
        self.under_way: dict[str, asyncio.Task[None]] = {}
        """The running tasks, by ticket."""

    def __len__(self) -> int:
        return self._length

    def refresh(self, queued: Iterable[Queued], since: str = "") -> None:
        """Replace the contents with what the store lists now; with `since`, only from that ticket on."""
        self._tickets = {ticket: line for ticket, line in self._tickets.items() if ticket < since}
        found: dict[str, list[Queued]] = {}
        for each in queued:
            found.setdefault(each.ticket, []).append(each)
        self._tickets |= found
        self._length = sum(map(len, self._tickets.values()))
        if since:
            for ticket in found:
                self._queue(ticket)
        else:
            known = {each.delivery_id for line in found.values() for each in line}
            self._due = {delivery_id: due for delivery_id, due in self._due.items() if delivery_id in known}
            self._order()

    def ready(self, now: float, most: int) -> Sequence[Queued]:
        """The first deliveries of tickets without a running task, oldest first, postponed ones last."""
        found: list[tuple[float, str, Queued]] = []
        while self._heads and self._heads[0][0] <= now and len(found) < most:
            entry = heappop(self._heads)
            if self._is_true(entry) and (not found or found[-1] != entry):
                found.append(entry)
        for entry in found:
            heappush(self._heads, entry)
        return [head for _, _, head in found]

    def behind(self, head: Queued) -> Sequence[Queued]:
        """The later deliveries of the same ticket."""
        return [each for each in self._tickets.get(head.ticket, []) if each > head]

    def put_off(self, queued: Queued, until: float) -> None:
        """Postpone a delivery until a time (epoch seconds)."""
        self._due[queued.delivery_id] = until
        self._queue(queued.ticket)

    def as_before(self, queued: Queued) -> None:
        """Undo a postponement."""
        self._due.pop(queued.delivery_id, None)
        self._queue(queued.ticket)

    def all_due(self) -> None:
        """Undo all postponements."""
        self._due.clear()
        self._order()

    def started(self, head: Queued, task: asyncio.Task[None]) -> None:
        """Note that a delivery is under way."""
        self.under_way[head.ticket] = task

    def ended(self, head: Queued) -> None:
        """Note that it is no longer under way, whether or not it is done."""
        self.under_way.pop(head.ticket, None)
        self._queue(head.ticket)

    def done(self, queued: Queued) -> None:
        """Remove a delivery that no longer waits."""
        line = self._tickets.get(queued.ticket, [])
        left = [each for each in line if each.delivery_id != queued.delivery_id]
        self._length -= len(line) - len(left)
        if left:
            self._tickets[queued.ticket] = left
        else:
            self._tickets.pop(queued.ticket, None)
        self._due.pop(queued.delivery_id, None)
        self._queue(queued.ticket)

    def _order(self) -> None:
        self._heads = [self._entry(line[0]) for line in self._tickets.values()]
        heapify(self._heads)

    def _queue(self, ticket: str) -> None:
        if ticket in self._tickets and ticket not in self.under_way:
            heappush(self._heads, self._entry(self._tickets[ticket][0]))

    def _entry(self, head: Queued) -> tuple[float, str, Queued]:
        return self._due.get(head.delivery_id, _AT_ONCE), head.delivery_id, head

    def _is_true(self, entry: tuple[float, str, Queued]) -> bool:
        head = entry[2]
        line = self._tickets.get(head.ticket)
        return line is not None and line[0] == head and head.ticket not in self.under_way and entry == self._entry(head)
