"""The database of one process: its writer, its readers, and access for the ports built on them."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from tools.errors import IncidentResponderError, StoreUnavailable
from tools.nouns.policy import DEFAULTS, Policy
from tools.ports import Clock
from tools.telemetry.spans import spanned
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded.commands import Act, UnreadChange
from tools.tickets.embedded.connection import connect, storage_errors
from tools.tickets.embedded.gate import GATE, Gate, warn_about_old_sqlite
from tools.tickets.embedded.reader import Reader
from tools.tickets.embedded.recording.answer import Dossiers
from tools.tickets.embedded.recording.group import Recording
from tools.tickets.embedded.recording.heads import HeadCache
from tools.tickets.embedded.recording.reminders import Reminders
from tools.tickets.embedded.schema import prepare
from tools.tickets.embedded.transaction import Transaction
from tools.tickets.embedded.writer import Writer
from tools.tickets.shared.sealing import PLAIN, Seal

T = TypeVar("T")
READY_TIMEOUT_SECONDS = 5.0


class Engine:
    """Base of the store: `_change` runs in the writer's transaction, `_read` in a snapshot beside it."""

    def __init__(
        self, data_dir: Path, clock: Clock, embedder_identity: str, policy: Policy, seal: Seal = PLAIN
    ) -> None:
        """Open or create the folder's database. Blocks. Raises StoreUnavailable or Misconfigured."""
        path = data_dir / DATABASE
        self.data_dir = data_dir
        self._clock = clock
        self._policy = policy
        self._seal = seal
        warn_about_old_sqlite()
        with storage_errors():
            data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            gate = Gate(data_dir / GATE)
            try:
                connection = _opened(path, gate, embedder_identity)
            except BaseException:
                gate.close()
                raise
        heads, dossiers, self._reminders = HeadCache(), Dossiers(), Reminders()
        self._writer = Writer(
            connection, gate, clock, lambda txn: Recording(txn, heads, dossiers, self._reminders), policy, seal
        )
        self._reader = Reader(path)

    @classmethod
    async def open(
        cls,
        data_dir: Path,
        clock: Clock,
        embedder_identity: str = "",
        policy: Policy = DEFAULTS,
        seal: Seal = PLAIN,
    ) -> Self:
        """Open the store of a data folder, creating it on first use.

        Args:
            data_dir: the folder; several processes of one machine may share it.
            clock: epoch seconds.
            embedder_identity: names what the stored vectors come from; "" when this process uses no vectors.
            policy: the configured tunables, by which everything is decided.
            seal: what the audit log is sealed with.

        Raises:
            Misconfigured: the folder belongs to a newer program or to another embedder.
            StoreUnavailable: it cannot be read or written.
        """
        return await asyncio.to_thread(cls, Path(data_dir), clock, embedder_identity, policy, seal)

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
        """Finish the accepted commands, then release the files."""
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


def _opened(path: Path, gate: Gate, embedder_identity: str) -> sqlite3.Connection:
    """Return the writing connection, on a database that is ours and up to date."""
    with gate:
        path.touch(mode=0o600)  # reports contain what people logged; the log beside the file gets the same mode
        connection = connect(path)
        try:
            prepare(connection, embedder_identity)
        except BaseException:
            connection.close()
            raise
    return connection


def _nothing(txn: Transaction) -> None:
    """Commit only the sequence."""
    txn.next_seq()
