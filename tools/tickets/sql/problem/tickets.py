"""Tickets as rows: find, read for the rules, open, change by `Effects`, count."""

import json

from tools.errors import NotFound
from tools.nouns.event_kinds import RETURNS
from tools.nouns.events import Cure
from tools.nouns.incidents import Status
from tools.nouns.severity import Severity
from tools.rules.effects import Effects, grown
from tools.rules.lifecycle import Generation, Moment
from tools.rules.new_tickets import NewTicket, Subject
from tools.rules.preconditions import TicketState
from tools.tickets.sql import outbox
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import TEXTS, earlier, later, number_of, text_of
from tools.tickets.sql.transaction import Transaction, to_json

TICKET = "SELECT * FROM tickets WHERE tenant = ? AND id = ?"
INSERT = """
INSERT INTO tickets (seq, id, tenant, lineage, generation, status, severity, service, environment, release, title,
                     first_seen, last_seen, occurrences, regression_of, pending, labels)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
REOPEN = """
UPDATE tickets SET status = ?, flapping = 1, resolved_at = NULL, resolved_seq = NULL, fixed_release = NULL,
                   resolution = NULL WHERE id = ?
"""
COUNT = (
    f"UPDATE tickets SET occurrences = occurrences + ?, first_seen = {earlier('first_seen', '?')},"
    f" last_seen = {later('last_seen', '?')} WHERE id = ?"
)
SET_SEVERITY = "UPDATE tickets SET severity = ?, reported = NULL WHERE id = ?"


def ticket_row(sql: Sql, tenant: str, incident_id: str) -> Row:
    """Return a ticket that must exist, because its id came from the store."""
    row: Row = sql.execute(TICKET, (tenant, incident_id)).fetchone()
    return row


def find(sql: Sql, tenant: str, incident_id: str) -> Row:
    """Return a tenant's ticket that a client named. Raises NotFound."""
    row: Row | None = sql.execute(TICKET, (tenant, incident_id)).fetchone()
    if row is None:
        raise NotFound(f"no incident {incident_id[:80]!r}", incident_id=incident_id[:80])
    return row


def newest(sql: Sql, lineage: str) -> Row:
    """Return a lineage's head."""
    row: Row = sql.execute(
        "SELECT * FROM tickets WHERE lineage = ? ORDER BY generation DESC LIMIT 1", (lineage,)
    ).fetchone()
    return row


def named_head(sql: Sql, lineage: str) -> tuple[str, str]:
    """Return (id, title) of a lineage's head, without reading the advice in its row."""
    row: Row = sql.execute(
        "SELECT id, title FROM tickets WHERE lineage = ? ORDER BY generation DESC LIMIT 1", (lineage,)
    ).fetchone()
    return row["id"], row["title"]


def generations_of(sql: Sql, lineage: str) -> list[Generation]:
    """Return a lineage's tickets, oldest first."""
    rows = sql.execute(
        f"SELECT id, generation, status, resolved_at, fixed_release, {text_of('resolution', 'kind')}"
        " FROM tickets WHERE lineage = ? ORDER BY generation",
        (lineage,),
    )
    return [Generation(row[0], row[1], Status(row[2]), row[3], row[4], row[5] == Cure.RECOVERED) for row in rows]


def refires_of(sql: Sql, lineage: str) -> list[float]:
    """Return when the lineage came back before, by event time."""
    rows = sql.execute(
        f"SELECT {number_of('e.data', 'event_at')} FROM events e JOIN tickets t ON t.id = e.ticket"
        f" WHERE t.lineage = ? AND e.kind IN {TEXTS}",
        (lineage, to_json(sorted(RETURNS))),
    )
    return [row[0] for row in rows]


def merged_line(sql: Sql, row: Row) -> list[Row]:
    """Return the tickets that it is merged into, nearest first."""
    line = []
    while row["merged_into"]:
        row = sql.execute("SELECT * FROM tickets WHERE id = ?", (row["merged_into"],)).fetchone()
        line.append(row)
    return line


def state_of(sql: Sql, row: Row) -> TicketState:
    """Return what the preconditions read of a ticket."""
    line = merged_line(sql, row)
    said = {} if row["resolution"] is None else json.loads(row["resolution"])
    return TicketState(
        incident_id=row["id"],
        status=Status(row["status"]),
        head_id=newest(sql, row["lineage"])["id"],
        merged_root=line[-1]["id"] if line else None,
        resolved_as=said.get("text"),
        recovered=said.get("kind") == Cure.RECOVERED,
        unconfirmed=bool(said.get("unconfirmed")),
    )


def subject_of(row: Row) -> Subject:
    """Return what the rules read of a ticket."""
    return Subject(
        tenant=row["tenant"],
        incident_id=row["id"],
        root_id=row["lineage"],
        generation=row["generation"],
        service=row["service"],
        environment=row["environment"],
        title=row["title"],
        severity=Severity(row["severity"]),
        reported=None if row["reported"] is None else Severity(row["reported"]),
        regression_of=row["regression_of"],
        flapping=bool(row["flapping"]),
        recovered=row["resolution"] is not None and json.loads(row["resolution"]).get("kind") == Cure.RECOVERED,
        labels=json.loads(row["labels"]),
    )


def insert_ticket(txn: Transaction, ticket: NewTicket, occurrences: int = 0) -> None:
    """Write a new ticket; `occurrences` is 1 for the report that opens it, 0 if stored ones are regrouped to it."""
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
        to_json(dict(made.labels)),
    )
    txn.sql.execute(INSERT, values)


def apply(txn: Transaction, ticket: Subject, effects: Effects) -> int:
    """Write the effects on a ticket; return the number of the last event, 0 if there is none."""
    incident_id, seq = ticket.incident_id, 0
    if effects.reopens:
        txn.sql.execute(REOPEN, (Status.OPEN.value, incident_id))
    if effects.severity is not None:
        txn.sql.execute(SET_SEVERITY, (effects.severity, incident_id))
    if effects.reported is not None:
        txn.sql.execute("UPDATE tickets SET reported = ? WHERE id = ?", (effects.reported, incident_id))
    if effects.clears:
        txn.sql.execute("UPDATE tickets SET pending = pending & ~? WHERE id = ?", (effects.clears, incident_id))
    for event in effects.events:
        seq = txn.event(ticket.tenant, incident_id, effects.actor, event)
    for job in effects.jobs:
        outbox.enqueue(txn, ticket, job)
    return seq


def tell_growth(txn: Transaction, incident_id: str, before: int) -> None:
    """Tell people if a live ticket has grown from `before` to ten, a hundred and so on."""
    row = txn.sql.execute("SELECT * FROM tickets WHERE id = ?", (incident_id,)).fetchone()
    ticket = subject_of(row)
    apply(txn, ticket, grown(ticket, before, row["occurrences"], txn.now))


def count_one(txn: Transaction, incident_id: str, moment: Moment) -> None:
    """Count one more occurrence of a stored ticket."""
    count_many(txn, incident_id, 1, moment.known, moment.known)


def count_many(txn: Transaction, incident_id: str, added: int, first: float, last: float) -> None:
    """Count several occurrences at once, between two event times."""
    txn.sql.execute(
        COUNT,
        (added, first, last, incident_id),
    )
