"""What one destination waits for, as its lane sees it: where each delivery stands, and not before when it is due."""

import asyncio
from collections.abc import Iterable, Sequence
from heapq import nsmallest

from tools.nouns.deliveries import Queued


class LaneQueue:
    """Tickets with their deliveries in order. Only the first one of a ticket may be told."""

    def __init__(self) -> None:
        self._tickets: dict[str, list[Queued]] = {}
        self._due: dict[str, float] = {}
        self.under_way: dict[str, asyncio.Task[None]] = {}
        """By ticket."""

    def __len__(self) -> int:
        return sum(map(len, self._tickets.values()))

    def refresh(self, queued: Iterable[Queued]) -> None:
        """What the store lists now."""
        self._tickets = {}
        for each in queued:
            self._tickets.setdefault(each.ticket, []).append(each)
        known = {each.delivery_id for line in self._tickets.values() for each in line}
        self._due = {delivery_id: due for delivery_id, due in self._due.items() if delivery_id in known}

    def ready(self, now: float, most: int) -> Sequence[Queued]:
        """The first of those tickets that nothing is under way for: the oldest delivery first, put off ones last."""
        heads = (line[0] for ticket, line in self._tickets.items() if ticket not in self.under_way)
        due = ((self._due.get(head.delivery_id, float("-inf")), head.delivery_id, head) for head in heads)
        return [head for _, _, head in nsmallest(most, (each for each in due if each[0] <= now))]

    def behind(self, head: Queued) -> Sequence[Queued]:
        """What waits for it on the same ticket."""
        return [each for each in self._tickets.get(head.ticket, []) if each > head]

    def put_off(self, queued: Queued, until: float) -> None:
        """Not before then (epoch seconds)."""
        self._due[queued.delivery_id] = until

    def as_before(self, queued: Queued) -> None:
        """Nothing has come of it: it stands where it stood."""
        self._due.pop(queued.delivery_id, None)

    def all_due(self) -> None:
        """What was put off may be looked at now."""
        self._due.clear()

    def done(self, queued: Queued) -> None:
        """It waits no longer."""
        line = [each for each in self._tickets.get(queued.ticket, []) if each.delivery_id != queued.delivery_id]
        if line:
            self._tickets[queued.ticket] = line
        else:
            self._tickets.pop(queued.ticket, None)
        self._due.pop(queued.delivery_id, None)
