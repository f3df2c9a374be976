"""Runs reads beside the writer on their own connections, each in one consistent snapshot."""

import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from tools.errors import StoreUnavailable
from tools.threads import Threads
from tools.tickets.embedded.connection import connect, storage_errors

T = TypeVar("T")
THREADS = 2


class Reader:
    """A few threads, with one read-only connection each, opened on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = Threads("ticket-reader", THREADS)
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._closed = False

    async def run(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Run a read off the event loop. Raises StoreUnavailable if the file cannot be read."""
        if self._closed:
            raise StoreUnavailable("the ticket store is closed")
        return await self._threads.run(partial(self._read, read))

    def close(self) -> None:
        """Wait for running reads, then release the files. It blocks; call it off the event loop."""
        self._closed = True
        self._threads.close()
        for connection in self._connections:
            connection.close()

    def _read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        with storage_errors():
            connection = self._mine()
            connection.execute("BEGIN")
            try:
                return read(connection)
            finally:
                connection.execute("ROLLBACK")

    def _mine(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = connect(self._path, read_only=True)
            self._connections.append(found)
        return found
