"""The directory without routes: every destination hears everything."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tools.nouns.messages import Message
from tools.nouns.notices import Notice
from tools.nouns.routes import Route

if TYPE_CHECKING:
    from tools.ports import Destination


class Everyone:
    """The Directory port over a fixed set of destinations."""

    def __init__(self, destinations: "Sequence[Destination]" = ()) -> None:
        self._destinations = tuple(destinations)

    def destinations(self) -> "Sequence[Destination]":
        """See the port."""
        return self._destinations

    def recipients(self, message: Message) -> Sequence[str]:
        """See the port."""
        return [each.name for each in self._destinations]

    def reachable(self, tenant: str) -> Sequence[str]:
        """See the port."""
        return [each.name for each in self._destinations]

    def waiting_for(self, message: Message, notice: Notice) -> Sequence[Route]:
        """See the port."""
        return ()
