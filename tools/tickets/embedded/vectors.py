"""The stored vectors, for an index in this process."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.ports.vectors import StoredVector
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded.connection import connect, storage_errors

AFTER = """
SELECT vector_seq, tenant, service, fingerprint, vector FROM aliases WHERE vector_seq > ? ORDER BY vector_seq
"""
NAMES = """
SELECT a.vector_seq, a.fingerprint FROM json_each(?) wanted JOIN aliases a ON a.vector_seq = wanted.value
"""


class EmbeddedVectors:
    """The VectorLog port of a data folder that an `EmbeddedStore` has opened; the file is opened on first use."""

    def __init__(self, data_dir: Path) -> None:
        self._path = Path(data_dir) / DATABASE
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """See the port."""
        with storage_errors():
            if self._connection is None:
                self._connection = connect(self._path, read_only=True)
            self._connection.execute("BEGIN")
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

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def sequence(self) -> int:
        """See the port."""
        return int(self._connection.execute("SELECT n FROM sequence").fetchone()[0])

    def after(self, number: int) -> Iterator[StoredVector]:
        """See the port."""
        return (StoredVector(*row) for row in self._connection.execute(AFTER, (number,)))

    def fingerprints(self, numbers: Sequence[int]) -> dict[int, str]:
        """See the port."""
        return {row[0]: row[1] for row in self._connection.execute(NAMES, (json.dumps(numbers),))}
