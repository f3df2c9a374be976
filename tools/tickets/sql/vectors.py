"""The stored vectors, for an index in this process."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tools.ports.vectors import StoredVector
from tools.tickets.sql.database import Connection, Sql, storage_errors
from tools.tickets.sql.dialect import EACH_NUMBER

AFTER = """
SELECT vector_seq, tenant, service, fingerprint, vector FROM aliases WHERE vector_seq > ? ORDER BY vector_seq
"""
NAMES = f"SELECT a.vector_seq, a.fingerprint FROM {EACH_NUMBER} JOIN aliases a ON a.vector_seq = numbers.value"


class VectorRows:
    """The VectorLog port of a database that a store has opened."""

    def __init__(self, reading: Callable[[], Connection]) -> None:
        """`reading` opens a connection on first use; it raises StoreUnavailable."""
        self._reading = reading
        self._connection: Connection | None = None

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """See the port."""
        if self._connection is None:
            self._connection = self._reading()
        with storage_errors(self._connection):
            self._connection.begin_read()
            try:
                yield Snapshot(self._connection)
            finally:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """See the port."""
        if self._connection is not None:
            self._connection.close()


class Snapshot:
    """The VectorSnapshot port, within one read transaction."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    @property
    def sequence(self) -> int:
        """See the port."""
        return int(self._sql.execute("SELECT n FROM sequence").fetchone()[0])

    def after(self, number: int) -> Iterator[StoredVector]:
        """See the port."""
        return (StoredVector(*row) for row in self._sql.execute(AFTER, (number,)))

    def fingerprints(self, numbers: Sequence[int]) -> dict[int, str]:
        """See the port."""
        return {row[0]: row[1] for row in self._sql.execute(NAMES, (json.dumps(numbers),))}
