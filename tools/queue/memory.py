"""An in-memory queue, for trials and tests."""

import asyncio
import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.nouns.queued import QueueState, ReceivedMessage
from tools.nouns.redacted import Redacted
from tools.ports import Clock
from tools.ports.queue import Queue

HAND_SECONDS = 30.0
"""The visibility timeout: a received message that is not finished by then is handed out again."""

MOST_TRIES = 10
MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class _Held:
    received: ReceivedMessage
    back_at: float = 0.0


class MemoryQueue(Queue):
    """See `Queue`. Its messages are lost with the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._waiting: dict[str, deque[_Held]] = {}
        self._held: dict[str, _Held] = {}
        self._dead: list[_Held] = []
        self._arrived = asyncio.Event()

    async def send(self, text: Redacted, group: str) -> None:
        """See `Queue`."""
        self._put(_Held(ReceivedMessage(f"m{next(self._numbers)}", text, "", 0, group)))

    async def receive(self, wait: float) -> Sequence[ReceivedMessage]:
        """See `Queue`. Takes one message from each group in turn."""
        self._take_back()
        if not any(self._waiting.values()):
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), wait)
            except TimeoutError:
                self._take_back()
        found: list[ReceivedMessage] = []
        while len(found) < MOST_AT_ONCE and (groups := [each for each in self._waiting.values() if each]):
            found += [self._hand(group.popleft()) for group in groups[: MOST_AT_ONCE - len(found)]]
        return found

    async def done(self, received: Sequence[ReceivedMessage]) -> None:
        """See `Queue`."""
        for each in received:
            self._held.pop(each.receipt, None)

    async def put_back(self, received: Sequence[ReceivedMessage], seconds: float) -> None:
        """See `Queue`."""
        for each in received:
            if held := self._held.get(each.receipt):
                self._held[each.receipt] = replace(held, back_at=self._clock() + seconds)

    async def state(self) -> QueueState:
        """See `Queue`."""
        self._take_back()
        return QueueState(sum(map(len, self._waiting.values())), len(self._held), len(self._dead))

    async def redrive(self) -> int:
        """See `Queue`."""
        moved, self._dead = self._dead, []
        for each in moved:
            self._put(_Held(replace(each.received, tries=0)))
        return len(moved)

    async def close(self) -> None:
        """See `Queue`."""
        self._waiting.clear()

    def _put(self, message: _Held) -> None:
        self._waiting.setdefault(message.received.group, deque()).append(message)
        self._arrived.set()

    def _hand(self, message: _Held) -> ReceivedMessage:
        received = replace(message.received, receipt=f"r{next(self._numbers)}", tries=message.received.tries + 1)
        self._held[received.receipt] = _Held(received, self._clock() + HAND_SECONDS)
        return received

    def _take_back(self) -> None:
        """Requeue messages whose time is over; those that were handed out too often become dead letters."""
        now = self._clock()
        for receipt, held in [each for each in self._held.items() if each[1].back_at <= now]:
            del self._held[receipt]
            if held.received.tries >= MOST_TRIES:
                self._dead.append(held)
            else:
                self._put(held)
