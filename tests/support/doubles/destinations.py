"""A destination that remembers what it was told, and answers as a test wants."""

import asyncio
from collections.abc import Callable, Collection

from typing_extensions import override

from tools import ports
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.notices import NoticeKind

Answer = Callable[[Delivery], Outcome]


def delivered(delivery: Delivery) -> Outcome:
    """Told, under an id of its own for each ticket."""
    return Outcome(OutcomeKind.DELIVERED, Thread(f"of {delivery.message.incident_id}", {"channel": "C1"}))


def says(kind: OutcomeKind, reason: str = "", retry_after: float | None = None) -> Answer:
    """The same answer to everything."""
    return lambda _: Outcome(kind, reason=reason or kind.value, retry_after=retry_after)


class ToldDestination(ports.Destination):
    """One place where people are told."""

    def __init__(self, name: str = "oncall", but_not: Collection[NoticeKind] = ()) -> None:
        self._name = name
        self.but_not = but_not
        self.answer: Answer = delivered
        self.tried: list[tuple[Delivery, Thread]] = []
        self.heard: list[Delivery] = []
        """What was taken."""

        self.hangs: asyncio.Event | None = None
        """Set by the test when the answer may come."""

        self.reached = asyncio.Event()
        """Somebody has tried."""

        self.most_at_once = self._at_once = 0
        self.closed = False

    @property
    @override
    def name(self) -> str:
        return self._name

    @override
    def takes(self, kind: NoticeKind) -> bool:
        return kind not in self.but_not

    @override
    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        self.tried.append((delivery, thread))
        self.reached.set()
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(0)
            if self.hangs is not None:
                await self.hangs.wait()
            outcome = self.answer(delivery)
        finally:
            self._at_once -= 1
        if outcome.kind is OutcomeKind.DELIVERED:
            self.heard.append(delivery)
        return outcome

    @override
    async def check(self) -> Outcome:
        return self.answer(self.tried[0][0]) if self.tried else Outcome(OutcomeKind.DELIVERED)

    @override
    async def close(self) -> None:
        self.closed = True

    @property
    def ids(self) -> list[str]:
        """What was taken, in order."""
        return [each.delivery_id for each in self.heard]

    @property
    def kinds(self) -> list[str]:
        """Which kinds of notice were taken, in order."""
        return [each.message.kind.value for each in self.heard]
