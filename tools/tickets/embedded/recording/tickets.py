"""Writes that open, raise and count tickets while a report is recorded."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from tools.nouns.event_json import event_to_json
from tools.nouns.events import Escalated
from tools.nouns.incidents import Status
from tools.nouns.reports import Profile, Report
from tools.nouns.severity import Severity
from tools.rules.lifecycle import Moment, worsens
from tools.rules.titles import title_of
from tools.tickets.embedded import outbox, pending
from tools.tickets.embedded.transaction import Transaction

TICKET = "SELECT * FROM tickets WHERE tenant = ? AND id = ?"


def ticket_row(sql: sqlite3.Connection, tenant: str, incident_id: str) -> sqlite3.Row:
    """A ticket that must exist: its id came from the store itself."""
    row: sqlite3.Row = sql.execute(TICKET, (tenant, incident_id)).fetchone()
    return row


def insert_ticket(txn: Transaction, values: Mapping[str, Any]) -> sqlite3.Row:
    """Insert an open ticket; `values` override the columns of a first generation with nothing counted yet."""
    incident_id = txn.new_incident_id()
    columns: dict[str, Any] = {
        "seq": txn.next_seq(),
        "id": incident_id,
        "lineage": incident_id,
        "generation": 1,
        "status": Status.OPEN.value,
        "occurrences": 0,
        "pending": pending.FRESH,
    }
    columns |= values
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    txn.sql.execute(f"INSERT INTO tickets ({names}) VALUES ({marks})", tuple(columns.values()))
    return ticket_row(txn.sql, columns["tenant"], incident_id)


def open_ticket(
    txn: Transaction, report: Report, profile: Profile, moment: Moment, severity: Severity, extra: Mapping[str, Any]
) -> sqlite3.Row:
    """A ticket born from one report, with that report counted on it."""
    return insert_ticket(
        txn,
        {
            "tenant": report.tenant,
            "severity": int(severity),
            "service": report.service,
            "environment": report.environment,
            "release": report.release,
            "title": title_of(profile, report.log),
            "first_seen": moment.known,
            "last_seen": moment.known,
            "occurrences": 1,
            **extra,
        },
    )


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


def escalate(txn: Transaction, ticket: sqlite3.Row, severity: Severity | None, request_id: str, actor: str) -> None:
    """Raise the ticket when a joined report is worse, say so on the timeline and tell people."""
    current = Severity(ticket["severity"])
    if severity is None or not worsens(current, severity):
        return
    txn.sql.execute("UPDATE tickets SET severity = ? WHERE id = ?", (int(severity), ticket["id"]))
    change = Escalated(current, severity, request_id)
    txn.event(ticket["tenant"], ticket["id"], actor, change)
    outbox.enqueue(txn, outbox.NOTIFY, ticket, request_id, "", notice(txn, ticket, "escalated") | event_to_json(change))


def notice(txn: Transaction, ticket: sqlite3.Row, event: str) -> dict[str, Any]:
    """What a notifier is told."""
    return {
        "event": event,
        "at": txn.now,
        "service": ticket["service"],
        "environment": ticket["environment"],
        "severity": Severity(ticket["severity"]).name,
        "title": ticket["title"],
        "regression_of": ticket["regression_of"],
        "root_id": ticket["lineage"],
    }
