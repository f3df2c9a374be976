"""Opens SQLite, and translates its errors for callers."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.errors import StoreUnavailable
from tools.tickets.sql.database import Column, Values

LOCK_WAIT_SECONDS = 10.0
WRITER_CACHE_KB = 16_384
READER_CACHE_KB = 4_096


class Connection(sqlite3.Connection):
    """The Connection of the store. SQLite's own class runs the statements, so that they cost nothing more."""

    def begin_write(self) -> None:
        """See `tools.tickets.sql.database.Connection`."""
        self.execute("BEGIN IMMEDIATE")

    def begin_read(self) -> None:
        """See `tools.tickets.sql.database.Connection`."""
        self.execute("BEGIN")

    def tuples(self, statement: str, values: Values = (), /) -> list[tuple[Any, ...]]:
        """See `tools.tickets.sql.database.Sql`."""
        cursor = self.cursor()
        cursor.row_factory = None
        return cursor.execute(statement, values).fetchall()

    def columns(self, table: str) -> list[Column]:
        """See `tools.tickets.sql.database.Sql`."""
        found = self.execute(f"PRAGMA table_info({table})")
        return [
            Column(row["name"], row["pk"] > 0, row["dflt_value"] is not None or not row["notnull"]) for row in found
        ]

    def changes_of_others(self) -> int:
        """See `tools.tickets.sql.database.Sql`: `data_version` changes when any other connection has committed."""
        return int(self.execute("PRAGMA data_version").fetchone()[0])

    def is_failure(self, error: BaseException) -> bool:
        """See `tools.tickets.sql.database.Sql`."""
        return is_storage_failure(error)


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """Open a connection in explicit-transaction mode, for use by the one thread that holds it.

    Automatic checkpoints are off everywhere: the writer checkpoints while holding the gate (see `gate.py`).
    """
    connection = sqlite3.connect(
        path, timeout=LOCK_WAIT_SECONDS, isolation_level=None, check_same_thread=False, factory=Connection
    )
    try:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(f"PRAGMA cache_size=-{READER_CACHE_KB if read_only else WRITER_CACHE_KB}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
    except sqlite3.Error:
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def waiting_at_most(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Within it, wait this long for locks instead of LOCK_WAIT_SECONDS."""
    connection.execute(f"PRAGMA busy_timeout={seconds * 1000:.0f}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000:.0f}")


def is_storage_failure(error: BaseException) -> bool:
    """True if the file or the disk failed, false for a faulty statement.

    A damaged schema can make SQLite's own message undecodable.
    """
    ours = isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.DataError)
    return isinstance(error, sqlite3.Error | UnicodeDecodeError) and not ours


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn SQLite's failures (disk full, read-only, I/O, damaged file) into StoreUnavailable."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        if not isinstance(error, OSError) and not is_storage_failure(error):
            raise
        raise StoreUnavailable(f"the ticket store cannot be used: {error}") from error


def connect_to_read(path: Path) -> Connection:
    """Open a connection that only reads. Raises StoreUnavailable."""
    with storage_errors():
        return connect(path, read_only=True)
