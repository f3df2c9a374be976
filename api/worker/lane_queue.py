"""The deliveries that wait for one destination, as its lane sees them: their order, and when each is due."""

import asyncio
from collections.abc import Iterable, Sequence
from heapq import nsmallest

from tools.nouns.deliveries import Queued


class LaneQueue:
    """Tickets with their deliveries in order. Only the first delivery of a ticket may be sent."""

    def __init__(self) -> None:
        self._tickets: dict[str, list[Queued]] = {}
        self._due: dict[str, float] = {}
        self.under_way: dict[str, asyncio.Task[None]] = {}
        """The running tasks, by ticket."""

    def __len__(self) -> int:
        return sum(map(len, self._tickets.values()))

    def refresh(self, queued: Iterable[Queued]) -> None:
        """Replace the contents with what the store lists now."""
        self._tickets = {}
        for each in queued:
            self._tickets.setdefault(each.ticket, []).append(each)
        known = {each.delivery_id for line in self._tickets.values() for each in line}
        self._due = {delivery_id: due for delivery_id, due in self._due.items() if delivery_id in known}

    def ready(self, now: float, most: int) -> Sequence[Queued]:
        """The first deliveries of tickets without a running task, oldest first, postponed ones last."""
        heads = (line[0] for ticket, line in self._tickets.items() if ticket not in self.under_way)
        due = ((self._due.get(head.delivery_id, float("-inf")), head.delivery_id, head) for head in heads)
        return [head for _, _, head in nsmallest(most, (each for each in due if each[0] <= now))]

    def behind(self, head: Queued) -> Sequence[Queued]:
        """The later deliveries of the same ticket."""
        return [each for each in self._tickets.get(head.ticket, []) if each > head]

    def put_off(self, queued: Queued, until: float) -> None:
        """Postpone a delivery until a time (epoch seconds)."""
        self._due[queued.delivery_id] = until

    def as_before(self, queued: Queued) -> None:
        """Undo a postponement."""
        self._due.pop(queued.delivery_id, None)

    def all_due(self) -> None:
        """Undo all postponements."""
        self._due.clear()

    def done(self, queued: Queued) -> None:
        """Remove a delivery that no longer waits."""
        line = [each for each in self._tickets.get(queued.ticket, []) if each.delivery_id != queued.delivery_id]
        if line:
            self._tickets[queued.ticket] = line
        else:
            self._tickets.pop(queued.ticket, None)
        self._due.pop(queued.delivery_id, None)
