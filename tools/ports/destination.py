"""The port of destinations: where people are told."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.messages import Message
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.routes import Route


class Destination(Protocol):
    """One place where people are told: a channel, a pager's service, a tracker's project, an address.

    Called one delivery at a time for each ticket and in order; several tickets may be told at once.
    """

    @property
    def name(self) -> str:
        """As the operator named it."""
        ...

    def takes(self, kind: NoticeKind) -> bool:
        """False for kinds of notice that this place has no use for; no delivery is made of them."""
        ...

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """Tell it once. Never raises for what the other side does: the outcome says so.

        With `tries` above 0 an earlier try may have arrived: where the other side can deduplicate or be searched,
        nothing is told twice.
        """
        ...

    async def check(self) -> Outcome:
        """Whether the set-up works, without telling anybody anything; DELIVERED says yes, as far as one can know."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


@runtime_checkable
class ActsByAccount(Protocol):
    """A destination whose own acts come back, told by a sender as those of a person's account."""

    sender: str
    """Who tells of them."""

    async def account_id(self) -> str:
        """The account's id over there. Raises Unavailable while that cannot be asked."""
        ...


@runtime_checkable
class Editable(Protocol):
    """A destination that can write over what it has posted."""

    async def edit(self, delivery: Delivery, thread: Thread) -> Outcome:
        """Show the delivery's message where the same delivery was told before. REFUSED if that is not to be found."""
        ...


class Directory(Protocol):
    """Which destinations there are now, and who hears what. Both may change while the product runs."""

    def destinations(self) -> Sequence[Destination]:
        """All that are set up, open; names are unique."""
        ...

    def recipients(self, message: Message) -> Sequence[str]:
        """The names of the destinations that are to be told, each once."""
        ...

    def waiting_for(self, message: Message, notice: Notice) -> Sequence[Route]:
        """The routes that wait from this message on for somebody to acknowledge its ticket."""
        ...
