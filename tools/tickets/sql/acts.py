"""What people and workers do to one ticket: each act is one event on its timeline."""

import json
from collections.abc import Callable
from dataclasses import replace

from tools.nouns.event_json import event_to_json, resolved_from_json
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Acknowledged, Amended, Comment, Feedback, GivenBack, Resolved, Unresolved
from tools.nouns.incidents import Dossier, Incident, Resolution, Status
from tools.nouns.jobs import JobKind
from tools.nouns.knowledge_json import dossier_to_json
from tools.nouns.policy import Policy
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity
from tools.rules.effects import advised, amended, closed, happened, severity_set
from tools.rules.lifecycle import Generation
from tools.rules.preconditions import (
    TicketState,
    check_amend,
    check_reopen,
    may_acknowledge,
    may_give_back,
    may_resolve,
    refuse_merged,
)
from tools.tickets.sql import outbox, views
from tools.tickets.sql.database import Row
from tools.tickets.sql.problem.recovery import forget
from tools.tickets.sql.problem.tickets import apply, find, state_of, subject_of
from tools.tickets.sql.regrouping.recurrences import open_recurrence
from tools.tickets.sql.transaction import Transaction, to_json

KEEP_REVISION = "INSERT INTO revisions (seq, ticket, resolution) VALUES (?, ?, ?)"
TAKE_BACK = """
UPDATE tickets SET status = ?, resolved_at = NULL, resolved_seq = NULL, fixed_release = NULL, resolution = NULL
WHERE id = ?
"""


def resolve(
    txn: Transaction, tenant: str, incident_id: str, resolution: Resolution, actor: str, policy: Policy
) -> Incident:
    """Resolve it. Raises NotFound, or Conflict for another text or a merged ticket."""
    row = find(txn.sql, tenant, incident_id)
    if may_resolve(state_of(txn.sql, row), resolution):
        if row["resolved_at"] is not None:  # its recovery or a machine resolved it before: their time stays
            release = resolution.release or row["fixed_release"]
            _close(txn, row, replace(resolution, at=row["resolved_at"], release=release), actor)
        else:
            resolved = _close(txn, row, resolution, actor)
            if resolution.at is not None:
                open_recurrence(txn, row, resolved, policy)
    return views.shown(txn, tenant, incident_id)


def _close(txn: Transaction, row: Row, resolution: Resolution, actor: str) -> Generation:
    resolved = closed(resolution, txn.now, row["last_seen"])
    seq = _happened(txn, row, resolved, actor)
    keep_resolution(txn, row, resolved, row["resolved_seq"] or seq)
    forget(txn, row["id"])
    return Generation(row["id"], row["generation"], Status.RESOLVED, resolved.at, resolution.release)


def _happened(txn: Transaction, row: Row, event: EventData, actor: str) -> int:
    """Write it on the timeline and tell people; return its number."""
    ticket = subject_of(row)
    return apply(txn, ticket, happened(ticket, event, actor, txn.now))


def keep_resolution(txn: Transaction, row: Row, resolved: Resolved, seq: int) -> None:
    """Mark the ticket RESOLVED. `seq` is the event that first resolved it."""
    txn.sql.execute(
        "UPDATE tickets SET status = ?, resolved_at = ?, resolved_seq = ?, fixed_release = ?, resolution = ?"
        " WHERE id = ?",
        (Status.RESOLVED.value, resolved.at, seq, resolved.release, to_json(event_to_json(resolved)), row["id"]),
    )


def amend(txn: Transaction, tenant: str, incident_id: str, said: Resolution, actor: str) -> Incident:
    """Correct the text that says what fixed it. Raises NotFound, or Conflict naming the state."""
    row = find(txn.sql, tenant, incident_id)
    check_amend(state_of(txn.sql, row))
    resolved = amended(resolved_from_json(json.loads(row["resolution"])), said, txn.now)
    revise(txn, row)
    keep_resolution(txn, row, resolved, row["resolved_seq"])
    _happened(txn, row, Amended(said.text, said.by, resolved.release), actor)
    return views.shown(txn, tenant, incident_id)


def reopen(txn: Transaction, tenant: str, incident_id: str, reason: Redacted, actor: str) -> Incident:
    """RESOLVED → OPEN, in the same generation. Raises NotFound, or Conflict naming head or state."""
    row = find(txn.sql, tenant, incident_id)
    check_reopen(state_of(txn.sql, row))
    revise(txn, row)
    txn.sql.execute(TAKE_BACK, (Status.OPEN.value, incident_id))
    _happened(txn, row, Unresolved(reason), actor)
    return views.shown(txn, tenant, incident_id)


def revise(txn: Transaction, row: Row) -> None:
    """Keep the current resolution among the revisions, before it is replaced."""
    txn.sql.execute(KEEP_REVISION, (txn.next_seq(), row["id"], row["resolution"]))


def acknowledge(txn: Transaction, tenant: str, incident_id: str, actor: str) -> Incident:
    """OPEN → ACKNOWLEDGED; a repeat changes nothing."""
    return _move(txn, find(txn.sql, tenant, incident_id), may_acknowledge, Status.ACKNOWLEDGED, Acknowledged(), actor)


def give_back(txn: Transaction, tenant: str, incident_id: str, actor: str) -> Incident:
    """ACKNOWLEDGED → OPEN; a repeat changes nothing."""
    return _move(txn, find(txn.sql, tenant, incident_id), may_give_back, Status.OPEN, GivenBack(), actor)


def _move(
    txn: Transaction, row: Row, may: Callable[[TicketState], bool], to: Status, event: EventData, actor: str
) -> Incident:
    if may(state_of(txn.sql, row)):
        txn.sql.execute("UPDATE tickets SET status = ? WHERE id = ?", (to.value, row["id"]))
        _happened(txn, row, event, actor)
    return views.shown(txn, row["tenant"], row["id"])


def set_severity(
    txn: Transaction, tenant: str, incident_id: str, severity: Severity, reason: Redacted, actor: str
) -> Incident:
    """Set the severity; the same one again changes nothing. Raises NotFound, or Conflict for a merged ticket."""
    row = find(txn.sql, tenant, incident_id)
    refuse_merged(state_of(txn.sql, row))
    ticket = subject_of(row)
    apply(txn, ticket, severity_set(ticket, severity, reason, actor, txn.now))
    return views.shown(txn, tenant, incident_id)


def say(txn: Transaction, tenant: str, incident_id: str, said: Comment | Feedback, actor: str) -> Incident:
    """Append a comment or feedback; every ticket accepts them, even a merged or resolved one."""
    find(txn.sql, tenant, incident_id)
    txn.event(tenant, incident_id, actor, said)
    return views.shown(txn, tenant, incident_id)


def save_advice(txn: Transaction, tenant: str, incident_id: str, dossier: Dossier, *, again: bool, actor: str) -> bool:
    """Store the dossier and tell people that it is ready. False if there is one already. Raises NotFound."""
    row = find(txn.sql, tenant, incident_id)
    outbox.drop(txn, incident_id, JobKind.ADVISE)
    if row["dossier_seq"] is not None and not again:
        return False
    stored = to_json(dossier_to_json(dossier))
    txn.sql.execute(
        "UPDATE tickets SET dossier = ?, dossier_seq = ? WHERE id = ?", (stored, txn.next_seq(), incident_id)
    )
    ticket = subject_of(row)
    apply(txn, ticket, advised(ticket, dossier.advice, actor, txn.now, again=again))
    return True
