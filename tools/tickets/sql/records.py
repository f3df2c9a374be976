"""Small named records in one table, for the code that serves every store."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from tools.tickets.shared.records import How, Line
from tools.tickets.sql.database import Sql
from tools.tickets.sql.transaction import Transaction

_PAGE = 500
_KEEP = "ON CONFLICT DO NOTHING"
_REPLACE = "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, body = excluded.body"
T = TypeVar("T")


class _Reads(Protocol):
    def __call__(self, read: Callable[[Sql], T]) -> Awaitable[T]: ...


class _Changes(Protocol):
    def __call__(self, change: Callable[[Transaction], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One version of a record."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Name:
    """One line of a listing: the name below the listed folder."""

    name: str


class Rows:
    """Implements `tools.tickets.shared.records.Records`; a version's tag is its number in the store's order."""

    def __init__(self, read: _Reads, change: _Changes) -> None:
        """`read` and `change` are the engine's methods."""
        self._read = read
        self._change = change

    async def get(self, key: str) -> Row | None:
        """See `Records`."""
        return await self._read(lambda sql: _row(sql, key))

    async def create(self, key: str, body: bytes) -> bool:
        """See `Records`."""
        return await self._change(lambda txn: _write(txn, key, body, _KEEP))

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        """See `Records`."""
        return await self.exchange(key, body, etag) is not None

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        """See `Records`."""
        return await self._change(lambda txn: _exchange(txn, key, body, int(etag)))

    async def put(self, key: str, body: bytes) -> None:
        """See `Records`."""
        await self._change(lambda txn: _write(txn, key, body, _REPLACE))

    async def delete(self, key: str) -> None:
        """See `Records`."""
        await self._change(lambda txn: _delete(txn, key))

    async def names(self, folder: str, *, after: str = "") -> AsyncIterator[Name]:
        """See `Records`."""
        while True:
            page = await self._read(partial(_names, folder=folder, after=after))
            for name in page:
                yield Name(name)
            if len(page) < _PAGE:
                return
            after = page[-1]

    async def write(self, lines: Sequence[Line]) -> Sequence[str | None]:
        """See `Records`; here all lines are one transaction, and one command of the writer."""
        return await self._change(lambda txn: [_in_order(txn, line) for line in lines])


def _row(sql: Sql, name: str) -> Row | None:
    found = sql.execute("SELECT body, seq FROM records WHERE name = ?", (name,)).fetchone()
    return None if found is None else Row(found["body"], str(found["seq"]))


def _write(txn: Transaction, name: str, body: bytes, conflict: str) -> bool:
    done = txn.sql.execute(f"INSERT INTO records VALUES (?, ?, ?) {conflict}", (name, txn.next_seq(), body))
    return done.rowcount == 1


def _in_order(txn: Transaction, line: Line) -> str | None:
    version: str | None = ""
    for each in line:
        match each.how:
            case How.CREATE:
                _write(txn, each.key, each.body, _KEEP)
            case How.PUT:
                _write(txn, each.key, each.body, _REPLACE)
            case How.DELETE:
                _delete(txn, each.key)
            case How.EXCHANGE:
                version = _exchange(txn, each.key, each.body, int(each.etag))
                if version is None:
                    return None
    return version


def _exchange(txn: Transaction, name: str, body: bytes, seq: int) -> str | None:
    written = txn.next_seq()
    values = (written, body, name, seq)
    done = txn.sql.execute("UPDATE records SET seq = ?, body = ? WHERE name = ? AND seq = ?", values)
    return str(written) if done.rowcount == 1 else None


def _delete(txn: Transaction, name: str) -> None:
    txn.sql.execute("DELETE FROM records WHERE name = ?", (name,))


def _names(sql: Sql, folder: str, after: str) -> list[str]:
    """Return a page of names. Names are ASCII, so the highest character bounds a folder."""
    rows = sql.execute(
        "SELECT name FROM records WHERE name > ? AND name < ? ORDER BY name LIMIT ?",
        (folder + after, folder + "\x7f", _PAGE),
    )
    return [row["name"].removeprefix(folder) for row in rows]
