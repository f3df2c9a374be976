"""The embedded store with a way in for tests: what a product's own command may do, a test may do as well."""

from collections.abc import Callable
from typing import TypeVar

from tools.tickets.embedded import EmbeddedStore
from tools.tickets.sql.database import Sql
from tools.tickets.sql.records import Rows
from tools.tickets.sql.transaction import Transaction

T = TypeVar("T")


class ProbedStore(EmbeddedStore):
    """EmbeddedStore, whose writer and reader also run what a test brings."""

    async def change(self, work: Callable[[Transaction], T]) -> T:
        """Run it in the writer's next transaction, as one of its commands."""
        return await self._change(work)

    def rows(self) -> Rows:
        """The table of small named records, as the store's own parts use it."""
        return Rows(self._read, self._change_aside)

    async def read(self, ask: Callable[[Sql], T]) -> T:
        """Ask the database in a snapshot."""
        return await self._read(ask)
