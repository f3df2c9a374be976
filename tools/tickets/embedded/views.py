"""Tickets as people see them."""

import json
import sqlite3
from typing import Any

from tools.nouns.event_json import event_from_json, resolved_from_json
from tools.nouns.incidents import Event, Incident, IncidentQuery, Page, Status
from tools.nouns.pending import pending_words
from tools.nouns.severity import Severity
from tools.tickets.embedded.problem.tickets import find
from tools.tickets.embedded.recording.answer import load_dossier
from tools.tickets.shared.pages import cursor_after, limit_of, place_behind

MAX_TIMELINE = 1000


def incident(sql: sqlite3.Connection, tenant: str, incident_id: str) -> Incident:
    """One ticket with its timeline. Raises NotFound."""
    return _incident(find(sql, tenant, incident_id), _timeline(sql, incident_id))


def incidents(sql: sqlite3.Connection, tenant: str, query: IncidentQuery) -> Page[Incident]:
    """A page, newest first, with the count of all that match."""
    where, values = _filter(tenant, query)
    count = sql.execute(f"SELECT COUNT(*) FROM tickets WHERE {where}", values).fetchone()[0]
    if query.cursor is not None:
        where, values = f"{where} AND seq < ?", [*values, place_behind(query.cursor, _seq)]
    limit = limit_of(query)
    rows = sql.execute(
        f"SELECT * FROM tickets WHERE {where} ORDER BY seq DESC LIMIT ?", [*values, limit + 1]
    ).fetchall()
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(tuple(_incident(row, ()) for row in rows), count, cursor_after(str(rows[-1]["seq"])) if more else None)


def _filter(tenant: str, query: IncidentQuery) -> tuple[str, list[Any]]:
    """SQL text from our own words only; everything a client wrote is a bound value."""
    where: list[str] = ["tenant = ?"]
    values: list[Any] = [tenant]
    for column, wanted in (
        ("status", query.status and query.status.value),
        ("service", query.service),
        ("severity", query.severity and int(query.severity)),
    ):
        if wanted is not None:
            where.append(f"{column} = ?")
            values.append(wanted)
    if query.text:
        pattern = "%" + query.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        where.append("(title LIKE ? ESCAPE '\\' OR service LIKE ? ESCAPE '\\' OR id = ?)")
        values += [pattern, pattern, query.text]
    return " AND ".join(where), values


def _incident(row: sqlite3.Row, timeline: tuple[Event, ...]) -> Incident:
    return Incident(
        incident_id=row["id"],
        tenant=row["tenant"],
        status=Status(row["status"]),
        severity=Severity(row["severity"]),
        service=row["service"],
        environment=row["environment"],
        release=row["release"],
        title=row["title"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        occurrences=row["occurrences"],
        generation=row["generation"],
        root_id=row["lineage"],
        regression_of=row["regression_of"],
        merged_into=row["merged_into"],
        flapping=bool(row["flapping"]),
        resolution=None if row["resolution"] is None else resolved_from_json(json.loads(row["resolution"])),
        dossier=load_dossier(row["dossier"]),
        pending=pending_words(row["pending"]),
        timeline=timeline,
    )


def _timeline(sql: sqlite3.Connection, incident_id: str) -> tuple[Event, ...]:
    """The latest events, oldest first; a flood of late reports must not make a ticket unreadable."""
    latest = "SELECT * FROM events WHERE ticket = ? ORDER BY seq DESC LIMIT ?"
    rows = sql.execute(f"SELECT * FROM ({latest}) ORDER BY seq", (incident_id, MAX_TIMELINE))
    return tuple(event_of(row) for row in rows)


def event_of(row: sqlite3.Row) -> Event:
    """One line of a timeline."""
    return Event(row["seq"], row["at"], row["actor"], event_from_json(row["kind"], json.loads(row["data"])))


def _seq(text: str) -> int:
    seq = int(text)
    if not 0 < seq < 2**63:
        raise ValueError("no row has this number")
    return seq
