"""Runs reads beside the writer, each in a snapshot of its own."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from tools.errors import StoreUnavailable
from tools.threads import Threads
from tools.tickets.sql.database import Connection, Database, Sql, storage_errors

T = TypeVar("T")
THREADS = 2


class Reader:
    """A few threads, with one connection each, opened on first use."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._threads = Threads("ticket-reader", THREADS)
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._closed = False

    async def run(self, read: Callable[[Sql], T]) -> T:
        """Run a read off the event loop. Raises StoreUnavailable if the database cannot be read."""
        if self._closed:
            raise StoreUnavailable("the ticket store is closed")
        return await self._threads.run(partial(self._read, read))

    def close(self) -> None:
        """Wait for running reads, then release the connections. It blocks; call it off the event loop."""
        self._closed = True
        self._threads.close()
        for connection in self._connections:
            connection.close()

    def _read(self, read: Callable[[Sql], T]) -> T:
        connection = self._mine()
        with storage_errors(connection):
            connection.begin_read()
            try:
                return read(connection)
            finally:
                connection.execute("ROLLBACK")

    def _mine(self) -> Connection:
        found: Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = self._database.reading()
            self._connections.append(found)
        return found
