"""Checks a data folder: first the file, by SQLite's own check, then every invariant of the rows."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.errors import NotFound, StoreUnavailable
from tools.nouns.accounts import AuditHead
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded import schema
from tools.tickets.embedded.connection import Connection, connect
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.sql.maintenance.invariants import audit_findings, findings

PRIMARY = 0xFF  # the primary part of an extended SQLite result code


def verify(data_dir: Path, seal: Seal = PLAIN) -> list[str]:
    """Return all findings about a data folder, at most a hundred; empty if there are none.

    It reads one snapshot, so it may run beside the service. Raises NotFound without a database, and StoreUnavailable if
    the folder is not writable: SQLite needs that even to read.
    """
    return _looked_at(data_dir, lambda sql: _findings(sql, seal))


def verify_audit(data_dir: Path, seal: Seal, anchors: Sequence[AuditHead] = ()) -> list[str]:
    """Return the findings about the audit log alone, also against heads kept elsewhere. Raises what `verify` raises."""
    return _looked_at(data_dir, lambda sql: audit_findings(sql, seal, anchors))


def _looked_at(data_dir: Path, look: Callable[[Connection], list[str]]) -> list[str]:
    path = Path(data_dir) / DATABASE
    if not path.exists():
        raise NotFound(f"no database in {data_dir}: check DATA_DIR")
    try:
        connection = connect(path, read_only=True)
        try:
            connection.execute("BEGIN")
            return look(connection)
        finally:
            connection.close()
    except TypeError as error:  # a flipped bit may turn a text into bytes, which SQLite's own check accepts
        return [f"the database file is damaged: a value has another type than was written ({error})"]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if getattr(error, "sqlite_errorcode", 0) & PRIMARY in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise StoreUnavailable(f"{data_dir} cannot be written, which SQLite needs even to read: {error}") from error
        return [f"the database file is damaged: {error}"]


def _findings(sql: Connection, seal: Seal) -> list[str]:
    damage = [row[0] for row in sql.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
    if damage:
        return [f"the database file is damaged: {each}" for each in damage]
    version, newest = sql.execute("PRAGMA user_version").fetchone()[0], schema.VERSION
    if version not in (0, newest):
        cure = "`incident-responder doctor` brings it up to date" if version < newest else "use the newer program"
        return [f"the database is of schema version {version}, and this program of {newest}: {cure}; then verify it"]
    return findings(sql, seal)
