"""What the store needs of a database: connections that run statements, and one process that writes at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple, Protocol

from tools.errors import StoreUnavailable

Value = str | bytes | float | None
Values = Sequence[Value] | Mapping[str, Value]
"""What a statement's `?` or `:name` stand for."""


class Column(NamedTuple):
    """A column of a table."""

    name: str
    in_key: bool
    """True if it is part of the primary key."""
    may_lack: bool
    """True if it has a default or may be NULL."""


class Row(Protocol):
    """One row: its values by column name or by position."""

    def __getitem__(self, key: str | int, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def keys(self) -> list[str]:
        """Return the names of the columns."""
        ...


class Result(Protocol):
    """What a statement found or did."""

    @property
    def rowcount(self) -> int:
        """The number of rows that were written."""
        ...

    def fetchone(self) -> Any:
        """Return the next row; None behind the last one."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Sql(Protocol):
    """A connection in a transaction. Statements are written in the words that `dialect.py` lists."""

    def execute(self, statement: str, values: Values = (), /) -> Result:
        """Run one statement."""
        ...

    def executemany(self, statement: str, values: Iterable[Values], /) -> Result:
        """Run one statement per set of values."""
        ...

    def tuples(self, statement: str, values: Values = (), /) -> list[tuple[Any, ...]]:
        """Return what a statement finds as plain tuples: for many rows, which then cost half."""
        ...

    def columns(self, table: str) -> list[Column]:
        """Return a table's columns."""
        ...

    def changes_of_others(self) -> int:
        """Return a number that differs once another connection has committed."""
        ...

    def is_failure(self, error: BaseException) -> bool:
        """True if the storage failed, false for a faulty statement or a bug."""
        ...

    @property
    def in_transaction(self) -> bool:
        """False if the database has ended the transaction by itself, as it may on a full disk."""
        ...


class Connection(Sql, Protocol):
    """A connection of one thread, which begins its transactions itself and ends them by COMMIT or ROLLBACK."""

    def begin_write(self) -> None:
        """Begin a transaction that writes."""
        ...

    def begin_read(self) -> None:
        """Begin a transaction that sees one snapshot."""
        ...

    def close(self) -> None:
        """Release it."""
        ...


class Database(Protocol):
    """An opened database, whose schema is up to date."""

    @property
    def writing(self) -> Connection:
        """The connection that writes; the writer's thread alone uses it."""
        ...

    def reading(self) -> Connection:
        """Open a connection that reads, for the calling thread. Raises StoreUnavailable."""
        ...

    def alone(self) -> AbstractContextManager[object]:
        """Wait until no other process writes, and hold the others off: around each transaction that writes."""
        ...

    def rewrite(self) -> bool:
        """Rewrite the files without remains of older row versions, while writers wait. False if a reader prevents it.

        Raises StoreUnavailable if the disk has too little room for it.
        """
        ...

    def committed(self) -> None:
        """Do what is due after a commit, while still alone."""
        ...

    def close(self) -> None:
        """Release the connection that writes, and all else but the readers."""
        ...


@contextmanager
def storage_errors(connection: Connection) -> Iterator[None]:
    """Turn failures of the storage (disk full, read-only, I/O, damaged file) into StoreUnavailable."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and not connection.is_failure(error):
            raise
        raise StoreUnavailable(f"the ticket store cannot be used: {error}") from error
