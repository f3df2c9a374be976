"""Resolve: close a ticket; what happened after a backdated resolve opens the regression at once."""

import sqlite3

from tools.rules.lifecycle import Generation, Moment, recurrence_severity, recurs, resolve_moment
from tools.rules.standing import may_resolve
from tools.tickets.embedded import outbox, views
from tools.tickets.embedded.grouping import occurrences_of, recount, regroup
from tools.tickets.embedded.people import standing
from tools.tickets.embedded.recording.tickets import insert_ticket, notice
from tools.tickets.embedded.transaction import Transaction, to_json
from tools.types import Incident, Policy, Resolution, Severity, Status, Verdict


def resolve(
    txn: Transaction, tenant: str, incident_id: str, resolution: Resolution, actor: str, policy: Policy
) -> Incident:
    """Close it. Raises NotFound, or Conflict for another `by` or a merged ticket."""
    row = views.find(txn.sql, tenant, incident_id)
    if may_resolve(standing(txn.sql, row), resolution.by):
        resolved = _close(txn, row, resolution, actor)
        if resolution.at is not None:
            _open_regression(txn, row, resolved, policy)
    return views.incident(txn.sql, tenant, incident_id)


def _close(txn: Transaction, row: sqlite3.Row, resolution: Resolution, actor: str) -> Generation:
    moment = resolve_moment(resolution.at, txn.now, row["last_seen"])
    stored = {"text": resolution.text, "by": resolution.by, "at": moment.known, "release": resolution.release}
    if moment.clamped:
        stored["clamped"] = True
    seq = txn.event(row["tenant"], row["id"], "resolved", actor, stored)
    txn.sql.execute(
        "UPDATE tickets SET status = ?, resolved_at = ?, resolved_seq = ?, fixed_release = ?, resolution = ?"
        " WHERE id = ?",
        (Status.RESOLVED.value, moment.known, seq, resolution.release, to_json(stored), row["id"]),
    )
    return Generation(row["id"], row["generation"], Status.RESOLVED, moment.known, resolution.release)


def _open_regression(txn: Transaction, row: sqlite3.Row, resolved: Generation, policy: Policy) -> None:
    """Occurrences that came after the stated resolve get a generation of their own; they stay where they were stored."""
    later = [
        occurrence
        for occurrence in occurrences_of(txn.sql, row["id"])
        if recurs(resolved, Moment(occurrence["event_at"], occurrence["received_at"]), occurrence["release"], policy)
    ]
    if not later:
        return
    worst = max((each["severity"] for each in later if each["severity"] is not None), default=None)
    severity = recurrence_severity(None if worst is None else Severity(worst), policy)
    ticket = insert_ticket(txn, _next_generation(row) | {"severity": int(severity)})
    regroup(txn, [each["seq"] for each in later], ticket["id"])
    for changed in (row["id"], ticket["id"]):
        recount(txn, changed)
    first = later[0]
    data = {"regression_of": row["id"], "moved": len(later), "event_at": min(_known(each) for each in later)}
    txn.event(row["tenant"], ticket["id"], "regressed", "system", data)
    outbox.enqueue(
        txn, outbox.NOTIFY, ticket, first["request_id"], first["fingerprint"], notice(txn, ticket, "regression")
    )
    verdict = {"verdict": Verdict.REGRESSION.value}
    outbox.enqueue(txn, outbox.ADVISE, ticket, first["request_id"], first["fingerprint"], verdict)


def _next_generation(row: sqlite3.Row) -> dict[str, object]:
    inherited = ("tenant", "lineage", "service", "environment", "release", "title", "first_seen", "last_seen")
    return {name: row[name] for name in inherited} | {
        "generation": row["generation"] + 1,
        "regression_of": row["id"],
    }


def _known(occurrence: sqlite3.Row) -> float:
    return float(occurrence["received_at"] if occurrence["event_at"] is None else occurrence["event_at"])
