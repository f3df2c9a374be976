"""The stores that an act on a ticket works with."""

from dataclasses import dataclass
from typing import Protocol

from tools.ports import AccountStore, Store, TicketStore


class Desk(Protocol):
    """The ticket store, and the account store with the audit log. A toolbox is one; so is a store by itself."""

    @property
    def store(self) -> TicketStore:
        """Where tickets are."""
        ...

    @property
    def accounts(self) -> AccountStore:
        """Where acts are audited."""
        ...


@dataclass(frozen=True, slots=True)
class StoreDesk:
    """A store alone, opened without an embedding model: enough for every act that searches nothing."""

    store: Store

    @property
    def accounts(self) -> AccountStore:
        """The same store."""
        return self.store
