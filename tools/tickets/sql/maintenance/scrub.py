"""Erases one text from every table except the audit log (see `audit_log.py`)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.text.erasing import Erasure
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.figures.roll_up import roll_up
from tools.tickets.sql.timelines import seal_anew, sealing_of
from tools.tickets.sql.transaction import Transaction

TEXTS: Mapping[str, tuple[str, ...]] = {
    "tickets": ("service", "environment", "release", "title", "fixed_release", "resolution", "dossier", "labels"),
    "aliases": ("service", "environment", "profile"),
    "occurrences": ("release", "decision", "body"),
    "events": ("actor", "data"),
    "constraints": ("actor",),
    "pins": ("value",),
    "activations": ("environment", "dedup_key"),
    "recoveries": ("environment", "dedup_key", "service", "text"),
    "revisions": ("resolution",),
    "outbox": ("payload", "error"),
    "idempotency": ("body",),
    "records": ("body",),
    "runbooks": ("title", "text", "source", "url"),
    "sections": ("section",),
}
"""For each table, the columns that contain texts from outside.

The others contain numbers, ids, digests and our own words.
"""

AT_ONCE = 100
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A row that contains the text."""

    table: str
    key: Key

    @property
    def name(self) -> str:
        """The record's own name, or else the table's."""
        return str(self.key[0]) if self.table == "records" else self.table


def spots(sql: Sql, erasure: Erasure, ids: Collection[str]) -> list[Spot]:
    """Return every row that contains the text; with `ids`, only rows that name one of them."""
    return [Spot(table, key) for table in TEXTS for key in _keys(sql, table, erasure, ids)]


def scrub_some(txn: Transaction, erasure: Erasure, some: Sequence[Spot]) -> list[tuple[str, bytes]]:
    """Erase it from these rows, if it is still there; return (name, new content) for each row that changed."""
    tickets = {row["ticket"] for spot in some if spot.table == "events" and (row := _row(txn.sql, spot)) is not None}
    seals = {ticket: sealing_of(txn.sql, ticket, txn.seal) for ticket in tickets}
    done = [each for spot in some if (each := _scrub(txn, erasure, spot)) is not None]
    for ticket, seal in seals.items():
        seal_anew(txn.sql, ticket, seal)
    return done


def finish(txn: Transaction) -> None:
    """Rebuild the figures, which are stored under the names of services and environments."""
    roll_up(txn.sql)


def _scrub(txn: Transaction, erasure: Erasure, spot: Spot) -> tuple[str, bytes] | None:
    row = _row(txn.sql, spot)
    changed = {} if row is None else _changes(row, spot.table, erasure)
    if row is None or not changed:
        return None
    seq = {"tickets": "dossier_seq", "records": "seq", "runbooks": "seq", "aliases": "vector_seq"}.get(spot.table)
    if seq is not None and row[seq] is not None:
        changed[seq] = txn.next_seq()  # so that every process that caches it reads it again
    columns = ", ".join(f"{name} = ?" for name in changed)
    where = " AND ".join(f"{name} = ?" for name in _key_of(txn.sql, spot.table))
    txn.sql.execute(f"UPDATE {spot.table} SET {columns} WHERE {where}", (*changed.values(), *spot.key))
    return spot.name, changed.get("body", b"") if spot.table == "records" else b""


def _keys(sql: Sql, table: str, erasure: Erasure, ids: Collection[str]) -> Iterator[Key]:
    key = _key_of(sql, table)
    for row in sql.execute(f"SELECT * FROM {table}"):
        if _changes(row, table, erasure) and (not ids or _names(row, ids)):
            yield tuple(row[name] for name in key)


def _row(sql: Sql, spot: Spot) -> Row | None:
    where = " AND ".join(f"{name} = ?" for name in _key_of(sql, spot.table))
    row: Row | None = sql.execute(f"SELECT * FROM {spot.table} WHERE {where}", spot.key).fetchone()
    return row


def _key_of(sql: Sql, table: str) -> list[str]:
    return [column.name for column in sql.columns(table) if column.in_key]


def _changes(row: Row, table: str, erasure: Erasure) -> dict[str, Any]:
    found = {name: _without(row[name], erasure) for name in TEXTS[table] if row[name] is not None}
    return {name: value for name, value in found.items() if value != row[name]}


def _without(value: Any, erasure: Erasure) -> Any:
    return erasure.out_of_bytes(value) if isinstance(value, bytes) else erasure.out_of(value)


def _names(row: Row, ids: Collection[str]) -> bool:
    for value in row:
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if isinstance(text, str) and any(each in text for each in ids):
            return True
    return False
