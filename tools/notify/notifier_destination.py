"""Wraps a notifier as a destination that receives every notice."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tools.errors import Unavailable
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.notices import NoticeKind

if TYPE_CHECKING:
    from tools.ports import Notifier

MOST_SAID = 300


class NotifierDestination:
    """The Destination port over a Notifier."""

    def __init__(self, name: str, notifier: "Notifier", close: Callable[[], Awaitable[None]] | None = None) -> None:
        self._name = name
        self._notifier = notifier
        self._close = close

    @property
    def name(self) -> str:
        """See the port."""
        return self._name

    def takes(self, kind: NoticeKind) -> bool:
        """All kinds but digests: a digest has no notice."""
        return kind is not NoticeKind.DIGEST

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port. A notifier does not say why it failed, so every failure is retried."""
        if delivery.notice is None:
            return Outcome(OutcomeKind.REFUSED, reason="this delivery has no notice")
        try:
            await self._notifier.notify(delivery.notice)
        except Unavailable as error:
            return Outcome(OutcomeKind.LATER, reason=str(error)[:MOST_SAID])
        return Outcome(OutcomeKind.DELIVERED, thread=thread)

    async def check(self) -> Outcome:
        """See the port. A notifier can only be tested by sending, so this always succeeds."""
        return Outcome(OutcomeKind.DELIVERED)

    async def close(self) -> None:
        """See the port."""
        if self._close is not None:
            await self._close()
