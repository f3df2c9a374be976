"""Finds the rows of a tenant, to export or erase it alone."""

from tools.tickets.shared.tenant_records import is_of_tenant
from tools.tickets.sql.database import Sql
from tools.tickets.sql.transaction import Transaction

_TICKETS = "ticket IN (SELECT id FROM tickets WHERE tenant = :tenant)"
ROWS_OF_A_TENANT = {
    "regroupings": "occurrence IN (SELECT seq FROM occurrences WHERE tenant = :tenant)",
    "skeletons": "alias IN (SELECT seq FROM aliases WHERE tenant = :tenant)",
    "recovery_states": _TICKETS,
    "revisions": _TICKETS,
    "timelines": _TICKETS,
    **dict.fromkeys(
        (
            "occurrences",
            "aliases",
            "events",
            "constraints",
            "pins",
            "activations",
            "recoveries",
            "outbox",
            "runbooks",
            "sections",
            "idempotency",
            "report_counts",
            "incident_figures",
            "tickets",
        ),
        "tenant = :tenant",
    ),
}
"""The rows per table, in an order in which referring tables come first.

The audit log stays: it is evidence, and one chain for all tenants.
"""

SHARED = ("meta", "sequence")
"""The tables that every export needs."""


def erase(txn: Transaction, tenant: str) -> int:
    """Remove all rows of a tenant, its users and records; return their number."""
    removed = 0
    txn.next_seq()  # every process sees that something changed
    users = {row[0] for row in txn.sql.execute("SELECT username FROM users WHERE tenant = ?", (tenant,))}
    for name in _records(txn.sql, tenant, users):
        removed += txn.sql.execute("DELETE FROM records WHERE name = ?", (name,)).rowcount
    for table, rows in {**ROWS_OF_A_TENANT, "users": "tenant = :tenant"}.items():
        removed += txn.sql.execute(f"DELETE FROM {table} WHERE {rows}", {"tenant": tenant}).rowcount
    return removed


def _records(sql: Sql, tenant: str, users: set[str]) -> list[str]:
    found = [
        name for name, body in sql.execute("SELECT name, body FROM records") if is_of_tenant(name, body, tenant, users)
    ]
    keys = [name.rpartition("/")[2] for name in found if name.startswith("api-key/")]
    return found + [f"api-key-use/{key}" for key in keys]
