"""Tickets written: opened as the rules make them, changed as `Effects` say, counted."""

import sqlite3

from tools.nouns.incidents import Status
from tools.nouns.severity import Severity
from tools.rules.effects import Effects
from tools.rules.lifecycle import Moment
from tools.rules.new_tickets import NewTicket, Subject
from tools.tickets.embedded import outbox
from tools.tickets.embedded.transaction import Transaction

TICKET = "SELECT * FROM tickets WHERE tenant = ? AND id = ?"
INSERT = """
INSERT INTO tickets (seq, id, tenant, lineage, generation, status, severity, service, environment, release, title,
                     first_seen, last_seen, occurrences, regression_of, pending)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
REOPEN = """
UPDATE tickets SET status = ?, flapping = 1, resolved_at = NULL, resolved_seq = NULL, fixed_release = NULL,
                   resolution = NULL WHERE id = ?
"""


def ticket_row(sql: sqlite3.Connection, tenant: str, incident_id: str) -> sqlite3.Row:
    """A ticket that must exist: its id came from the store itself."""
    row: sqlite3.Row = sql.execute(TICKET, (tenant, incident_id)).fetchone()
    return row


def subject_of(row: sqlite3.Row) -> Subject:
    """What the rules read of a ticket."""
    return Subject(
        tenant=row["tenant"],
        incident_id=row["id"],
        root_id=row["lineage"],
        generation=row["generation"],
        service=row["service"],
        environment=row["environment"],
        title=row["title"],
        severity=Severity(row["severity"]),
        regression_of=row["regression_of"],
        flapping=bool(row["flapping"]),
    )


def insert_ticket(txn: Transaction, ticket: NewTicket, occurrences: int = 0) -> None:
    """Write a new ticket; `occurrences` 1 for the report that opens it, 0 when stored ones are regrouped to it."""
    made = ticket.subject
    values = (
        txn.next_seq(),
        made.incident_id,
        made.tenant,
        made.root_id,
        made.generation,
        Status.OPEN.value,
        int(made.severity),
        made.service,
        made.environment,
        ticket.release,
        made.title,
        ticket.opened_at,
        ticket.opened_at,
        occurrences,
        made.regression_of,
        ticket.pending,
    )
    txn.sql.execute(INSERT, values)


def apply(txn: Transaction, ticket: Subject, effects: Effects) -> None:
    """Write what an occasion changes on a ticket."""
    incident_id = ticket.incident_id
    if effects.reopens:
        txn.sql.execute(REOPEN, (Status.OPEN.value, incident_id))
    if effects.severity is not None:
        txn.sql.execute("UPDATE tickets SET severity = ? WHERE id = ?", (int(effects.severity), incident_id))
    if effects.settles:
        txn.sql.execute("UPDATE tickets SET pending = pending & ~? WHERE id = ?", (effects.settles, incident_id))
    for event in effects.events:
        txn.event(ticket.tenant, incident_id, effects.actor, event)
    for job in effects.jobs:
        outbox.enqueue(txn, ticket, job)


def count_one(txn: Transaction, incident_id: str, moment: Moment) -> None:
    """One more occurrence of a stored ticket."""
    count_many(txn, incident_id, 1, moment.known, moment.known)


def count_many(txn: Transaction, incident_id: str, added: int, first: float, last: float) -> None:
    """Several occurrences at once, between two event times."""
    txn.sql.execute(
        "UPDATE tickets SET occurrences = occurrences + ?, first_seen = MIN(first_seen, ?),"
        " last_seen = MAX(last_seen, ?) WHERE id = ?",
        (added, first, last, incident_id),
    )
