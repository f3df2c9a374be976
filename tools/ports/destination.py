"""The port of destinations, where messages are sent."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.messages import Message
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.routes import Route


class Destination(Protocol):
    """One target for messages: a channel, a paging service, an issue tracker's project, or an address.

    For each ticket, deliveries are made one at a time and in order; different tickets may overlap.
    """

    @property
    def name(self) -> str:
        """The operator's name for it."""
        ...

    def takes(self, kind: NoticeKind) -> bool:
        """False for kinds of notice that this destination does not want; no delivery is made for them."""
        ...

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """Try to deliver once. Failures of the other side are reported in the outcome, never raised.

        With `tries` above 0 an earlier try may have arrived. Where the other side can deduplicate or be searched,
        nothing is posted twice.
        """
        ...

    async def check(self) -> Outcome:
        """Check the configuration without sending a message to anybody; DELIVERED means that no fault was found."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


@runtime_checkable
class ActsByAccount(Protocol):
    """A destination whose own acts are reported back by a sender, as acts of a user account."""

    sender: str
    """The sender that reports them."""

    async def account_id(self) -> str:
        """The id of our account there. Raises Unavailable while it cannot be looked up."""
        ...


@runtime_checkable
class Editable(Protocol):
    """A destination that can edit what it has posted."""

    async def edit(self, delivery: Delivery, thread: Thread) -> Outcome:
        """Replace the text of a message that this delivery posted before. REFUSED if it cannot be found."""
        ...


class Directory(Protocol):
    """The destinations that exist, and which messages go to which. Both may change while the product runs."""

    def destinations(self) -> Sequence[Destination]:
        """All configured destinations, opened; names are unique."""
        ...

    def recipients(self, message: Message) -> Sequence[str]:
        """The names of the destinations for a message, without duplicates."""
        ...

    def reachable(self, tenant: str) -> Sequence[str]:
        """The names of the destinations that some message of a tenant may reach."""
        ...

    def waiting_for(self, message: Message, notice: Notice) -> Sequence[Route]:
        """The routes that, from this message on, wait for somebody to acknowledge its ticket."""
        ...
