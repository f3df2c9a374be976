"""Resolve: close a ticket; what happened after a backdated resolve opens the regression at once."""

import sqlite3

from tools.nouns.event_json import event_to_json
from tools.nouns.incidents import Incident, Resolution, Status
from tools.nouns.policy import Policy
from tools.rules.effects import closed
from tools.rules.lifecycle import Generation
from tools.rules.standing import may_resolve
from tools.tickets.embedded import views
from tools.tickets.embedded.people import standing
from tools.tickets.embedded.regrouping.recurring import open_recurrence
from tools.tickets.embedded.transaction import Transaction, to_json


def resolve(
    txn: Transaction, tenant: str, incident_id: str, resolution: Resolution, actor: str, policy: Policy
) -> Incident:
    """Close it. Raises NotFound, or Conflict for another `by` or a merged ticket."""
    row = views.find(txn.sql, tenant, incident_id)
    if may_resolve(standing(txn.sql, row), resolution.by):
        resolved = _close(txn, row, resolution, actor)
        if resolution.at is not None:
            open_recurrence(txn, row, resolved, policy)
    return views.incident(txn.sql, tenant, incident_id)


def _close(txn: Transaction, row: sqlite3.Row, resolution: Resolution, actor: str) -> Generation:
    resolved = closed(resolution, txn.now, row["last_seen"])
    seq = txn.event(row["tenant"], row["id"], actor, resolved)
    txn.sql.execute(
        "UPDATE tickets SET status = ?, resolved_at = ?, resolved_seq = ?, fixed_release = ?, resolution = ?"
        " WHERE id = ?",
        (Status.RESOLVED.value, resolved.at, seq, resolution.release, to_json(event_to_json(resolved)), row["id"]),
    )
    return Generation(row["id"], row["generation"], Status.RESOLVED, resolved.at, resolution.release)
