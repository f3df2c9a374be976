"""What people do to one ticket: acknowledge, comment, give feedback. Each act is one event on the timeline."""

import sqlite3

from tools.nouns.events import Acknowledged, Comment, Feedback
from tools.nouns.incidents import Incident, Status
from tools.rules.standing import Standing, may_acknowledge
from tools.tickets.embedded import views
from tools.tickets.embedded.recording.semantic import newest
from tools.tickets.embedded.transaction import Transaction


def acknowledge(txn: Transaction, tenant: str, incident_id: str, actor: str) -> Incident:
    """OPEN → ACKNOWLEDGED; a repeat changes nothing."""
    row = views.find(txn.sql, tenant, incident_id)
    if may_acknowledge(standing(txn.sql, row)):
        txn.sql.execute("UPDATE tickets SET status = ? WHERE id = ?", (Status.ACKNOWLEDGED.value, incident_id))
        txn.event(tenant, incident_id, actor, Acknowledged())
    return views.incident(txn.sql, tenant, incident_id)


def say(txn: Transaction, tenant: str, incident_id: str, said: Comment | Feedback, actor: str) -> Incident:
    """Append a comment or feedback; every ticket takes them, merged and resolved ones too."""
    views.find(txn.sql, tenant, incident_id)
    txn.event(tenant, incident_id, actor, said)
    return views.incident(txn.sql, tenant, incident_id)


def standing(sql: sqlite3.Connection, row: sqlite3.Row) -> Standing:
    """A ticket's place among its relatives, for the preconditions."""
    return Standing(
        incident_id=row["id"],
        status=Status(row["status"]),
        head_id=newest(sql, row["lineage"])["id"],
        merged_root=merged_root(sql, row) if row["merged_into"] else None,
        resolved_by=_resolved_by(row),
    )


def merged_root(sql: sqlite3.Connection, row: sqlite3.Row) -> str:
    """Where a merged ticket ended up."""
    while row["merged_into"]:
        row = sql.execute("SELECT * FROM tickets WHERE id = ?", (row["merged_into"],)).fetchone()
    return str(row["id"])


def _resolved_by(row: sqlite3.Row) -> str | None:
    return None if row["resolution"] is None else views.resolution_of(row)["by"]
