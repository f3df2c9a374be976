"""The stores that an act on a ticket works with."""

from dataclasses import dataclass
from typing import Protocol

from tools.ports import AccountStore, Store, TicketStore


class Desk(Protocol):
    """The ticket store, and the account store with the audit log. A toolbox has both, and so has a store alone."""

    @property
    def store(self) -> TicketStore:
        """The store of the tickets."""
        ...

    @property
    def accounts(self) -> AccountStore:
        """The store of the audit log."""
        ...


@dataclass(frozen=True, slots=True)
class StoreDesk:
    """A store alone, opened without an embedding model: enough for every act that needs no search."""

    store: Store

    @property
    def accounts(self) -> AccountStore:
        """The same store."""
        return self.store
