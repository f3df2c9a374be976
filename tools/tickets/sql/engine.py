"""The database of one process: its writer, its readers, and access for the ports built on them."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

from tools.errors import IncidentResponderError, StoreUnavailable
from tools.nouns.policy import Policy
from tools.ports import Clock
from tools.telemetry.spans import spanned
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.sql.commands import Act, UnreadChange
from tools.tickets.sql.database import Database
from tools.tickets.sql.reader import Reader
from tools.tickets.sql.recording.answer import Dossiers
from tools.tickets.sql.recording.group import Recording
from tools.tickets.sql.recording.heads import HeadCache
from tools.tickets.sql.recording.reminders import Reminders
from tools.tickets.sql.transaction import Transaction
from tools.tickets.sql.writer import Writer

T = TypeVar("T")
READY_TIMEOUT_SECONDS = 5.0


class Engine:
    """Base of the store: `_change` runs in the writer's transaction, `_read` in a snapshot beside it."""

    def __init__(self, database: Database, clock: Clock, policy: Policy, seal: Seal = PLAIN) -> None:
        """Serve an opened database; `close` closes it."""
        self._database = database
        self._clock = clock
        self._policy = policy
        self._seal = seal
        heads, dossiers, self._reminders = HeadCache(), Dossiers(), Reminders()
        self._writer = Writer(
            database, clock, lambda txn: Recording(txn, heads, dossiers, self._reminders), policy, seal
        )
        self._reader = Reader(database)

    async def ready(self) -> None:
        """Raise StoreUnavailable if nothing can be committed now; it proves this by committing."""
        try:
            async with asyncio.timeout(READY_TIMEOUT_SECONDS):
                await self._change(_nothing)
        except TimeoutError as error:
            raise StoreUnavailable(
                f"the ticket store has not committed for {READY_TIMEOUT_SECONDS:g} seconds"
            ) from error

    async def close(self) -> None:
        """Finish the accepted commands, then release the database."""
        if self._reminders.waiting:
            with contextlib.suppress(IncidentResponderError):  # only counts of repeats: a crash loses them too
                await self._change(self._reminders.write)
        await asyncio.to_thread(self._reader.close)
        await asyncio.to_thread(self._writer.close)

    @spanned("store commit")
    async def _change(self, change: Callable[[Transaction], T]) -> T:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.submit(Act(change, future))
        return await future

    @spanned("store commit")
    async def _change_aside(self, change: Callable[[Transaction], T]) -> T:
        """Make a change to data that no report reads."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.submit(UnreadChange(change, future))
        return await future

    async def _read(self, read: Callable[..., T]) -> T:
        return await self._reader.run(read)


def _nothing(txn: Transaction) -> None:
    """Commit only the sequence."""
    txn.next_seq()
