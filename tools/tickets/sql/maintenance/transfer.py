"""Exports to and imports from JSON lines: a header, a line per row, and the number of rows, which shows a cut file."""

import base64
import json
from typing import Any, TextIO

from tools.errors import Conflict, InvalidRequest
from tools.tickets.exports import BYTES, END, ROWS, check_header, header, pairs
from tools.tickets.sql.audit_log import HEAD, all_lines, join
from tools.tickets.sql.database import Sql
from tools.tickets.sql.figures.roll_up import roll_up
from tools.tickets.sql.maintenance.tenants import ROWS_OF_A_TENANT, SHARED
from tools.tickets.sql.timelines import seal_all
from tools.tickets.sql.transaction import Transaction

# Accounts and idempotent replies belong to an installation, not to its incidents.
TABLES = (
    "meta",
    "sequence",
    "tickets",
    "aliases",
    "occurrences",
    "regroupings",
    "events",
    "constraints",
    "pins",
    "skeletons",
    "activations",
    "recoveries",
    "recovery_states",
    "revisions",
    "outbox",
    "audit",
    "runbooks",
    "sections",
)


def export_jsonl(sql: Sql, file: TextIO, tenant: str | None = None) -> int:
    """Write everything except accounts and idempotent replies, or one tenant's part; return the number of rows."""
    rows = 0
    file.write(header(ROWS))
    for table in TABLES if tenant is None else (*SHARED, *(each for each in TABLES if each in ROWS_OF_A_TENANT)):
        where = "" if tenant is None or table in SHARED else f" WHERE {ROWS_OF_A_TENANT[table]}"
        for row in sql.execute(f"SELECT * FROM {table}{where}", {"tenant": tenant}):
            if table == "meta" and row["key"] == HEAD:
                continue  # it is sealed with a key of this installation
            file.write(json.dumps([table, {name: _pack(row[name]) for name in row.keys()}]) + "\n")  # noqa: SIM118
            rows += 1
    file.write(json.dumps([END, rows]) + "\n")
    return rows


def import_jsonl(txn: Transaction, file: TextIO) -> int:
    """Fill an empty store, all or nothing.

    Raises Conflict if it contains tickets, InvalidRequest for a foreign file.
    """
    if txn.sql.execute("SELECT 1 FROM tickets LIMIT 1").fetchone() is not None:
        raise Conflict("import needs an empty data folder: this one holds incidents")
    columns = {table: _columns(txn.sql, table) for table in TABLES}
    needed = {table: {name for name, has_default in columns[table].items() if not has_default} for table in TABLES}
    own = all_lines(txn.sql)
    for table in TABLES:
        txn.sql.execute(f"DELETE FROM {table}")
    rows = 0
    check_header(file.readline(), ROWS)
    for number, (table, row) in enumerate(pairs(file), start=2):
        if table == END and row == rows:
            break
        if (
            table not in columns
            or not isinstance(row, dict)
            or not needed[table] <= row.keys() <= columns[table].keys()
        ):
            raise InvalidRequest(f"line {number} is not a row of this version's tables: export again with this version")
        marks = ", ".join("?" * len(row))
        values = [_unpack(value) for value in row.values()]
        txn.sql.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", values)
        rows += 1
    else:
        raise InvalidRequest("the export is cut short: its last line is missing")
    txn.reload()
    roll_up(txn.sql)
    join(txn, own)
    seal_all(txn.sql, txn.seal)
    return rows


def _columns(sql: Sql, table: str) -> dict[str, bool]:
    """Map each column to whether it has a default or may be empty: an older export may lack such a column."""
    return {column.name: column.may_lack for column in sql.columns(table)}


def _pack(value: Any) -> Any:
    return {BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _unpack(value: Any) -> Any:
    return base64.b64decode(value[BYTES]) if isinstance(value, dict) else value
