"""Tickets as people see them."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tools.nouns.event_json import event_from_json, resolved_from_json
from tools.nouns.incidents import Event, Incident, IncidentQuery, Page, Revision, Sort, Status
from tools.nouns.pending import pending_words
from tools.nouns.severity import Severity
from tools.rules.recovery import counts
from tools.tickets.shared.pages import Rank, cursor_of, limit_of, rank_behind
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import IN_THIS_ORDER, contains, has_field, unindexed
from tools.tickets.sql.problem.activations import of_family
from tools.tickets.sql.problem.recovery import family_state
from tools.tickets.sql.problem.shown_reports import SHOWN
from tools.tickets.sql.problem.tickets import find
from tools.tickets.sql.recording.answer import load_dossier
from tools.tickets.sql.recording.reminders import Waiting, with_waiting
from tools.tickets.sql.transaction import Transaction

RECOVERS = "EXISTS (SELECT 1 FROM recovery_states s WHERE s.ticket = tickets.id AND s.since IS NOT NULL)"
LABELLED = has_field("tickets.labels")
# The index for lists begins with the tenant: entering it once per tenant avoids reading anything else.
LIVE_TICKETS = f"""
WITH RECURSIVE tenants(name) AS (
    SELECT MIN(tenant) FROM tickets
    UNION ALL SELECT (SELECT MIN(tenant) FROM tickets WHERE tenant > tenants.name) FROM tenants WHERE name IS NOT NULL)
SELECT status, severity, COUNT(*) AS tickets FROM tenants {IN_THIS_ORDER} tickets ON tenant = name AND status IN (?, ?)
GROUP BY status, severity
"""
LIVE = (" AND status = 'OPEN'", " AND status = 'ACKNOWLEDGED'")
MAX_TIMELINE = 1000
RANKS = {Sort.NEWEST: "0", Sort.LAST_SEEN: "last_seen", Sort.SEVERITY: "severity", Sort.OCCURRENCES: "occurrences"}
"""What each order sorts by, before age."""
FEW_ENOUGH_TO_SORT = 1000
"""Up to this many matches are filtered and then sorted; walking in order would pass all rows that do not match."""


class At(NamedTuple):
    """When a ticket is viewed (epoch seconds), and after how many silent seconds an activation counts as stale."""

    now: float
    stale_after: float
    waiting: Mapping[int, Waiting] = MappingProxyType({})
    """Repeats that are not durable yet, by the number of their activation."""


def incident(sql: Sql, tenant: str, incident_id: str, at: At) -> Incident:
    """Return one ticket with its timeline. Raises NotFound."""
    return _incident(sql, find(sql, tenant, incident_id), _timeline(sql, incident_id), at)


def shown(txn: Transaction, tenant: str, incident_id: str) -> Incident:
    """Return the same, as the open transaction leaves it."""
    return incident(txn.sql, tenant, incident_id, At(txn.now, txn.policy.activation_stale))


def incidents(sql: Sql, tenant: str, query: IncidentQuery, at: At) -> Page[Incident]:
    """Return a page in the requested order, with the count of all that match."""
    where, values = _filter(tenant, query)
    states = LIVE if query.live else ("",)
    counted = _of_each(f"SELECT COUNT(*) AS tickets FROM tickets WHERE {where}", states)
    count = sum(row["tickets"] for row in sql.execute(counted, values * len(states)))
    by, behind, limit = RANKS[query.sort], rank_behind(query, seq_of), limit_of(query)
    if count <= FEW_ENOUGH_TO_SORT:
        by = unindexed(by)
    if behind is not None and query.sort is Sort.NEWEST:
        where, values = f"{where} AND seq < ?", [*values, behind.place]
    elif behind is not None:
        where, values = f"{where} AND ({by}, seq) < (?, ?)", [*values, behind.value, behind.place]
    order = "seq DESC" if query.sort is Sort.NEWEST else "value DESC, seq DESC"
    asked = _of_each(f"SELECT *, {by} AS value FROM tickets WHERE {where}", states)
    rows = sql.execute(f"{asked} ORDER BY {order} LIMIT ?", [*values * len(states), limit + 1]).fetchall()
    more, rows = len(rows) > limit, rows[:limit]
    found = tuple(_incident(sql, row, (), at) for row in rows)
    return Page(found, count, cursor_of(query.sort, Rank(rows[-1]["value"], str(rows[-1]["seq"]))) if more else None)


def ids_with_prefix(sql: Sql, tenant: str, prefix: str, limit: int) -> list[str]:
    """See the port. Ids are ASCII, so the prefix with its last character raised by one is the upper bound."""
    end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    rows = sql.execute(
        "SELECT id FROM tickets WHERE id >= ? AND id < ? AND tenant = ? ORDER BY id LIMIT ?",
        (prefix, end, tenant, limit),
    )
    return [row["id"] for row in rows]


def report_times(sql: Sql, tenant: str, incident_id: str, most: int) -> list[float]:
    """See the port."""
    find(sql, tenant, incident_id)
    newest = f"{SHOWN} SELECT o.seq, COALESCE(o.event_at, o.received_at) AS at FROM shown JOIN occurrences o"
    rows = sql.execute(f"{newest} ON o.seq = shown.seq ORDER BY o.seq DESC LIMIT ?", (incident_id, most))
    return [row["at"] for row in rows][::-1]


def generations(sql: Sql, tenant: str, incident_id: str, at: At) -> list[Incident]:
    """See the port."""
    lineage = find(sql, tenant, incident_id)["lineage"]
    rows = sql.execute("SELECT * FROM tickets WHERE lineage = ? ORDER BY generation", (lineage,)).fetchall()
    return [_incident(sql, row, (), at) for row in rows]


def live_tickets(sql: Sql) -> dict[tuple[Status, Severity], int]:
    """See the port."""
    rows = sql.execute(LIVE_TICKETS, (Status.OPEN.value, Status.ACKNOWLEDGED.value))
    return {(Status(row["status"]), Severity(row["severity"])): row["tickets"] for row in rows}


def _of_each(select: str, states: tuple[str, ...]) -> str:
    """Combine one query per state: an index has each state in order, and the union keeps the order."""
    return " UNION ALL ".join(select + state for state in states)


def _filter(tenant: str, query: IncidentQuery) -> tuple[str, list[Any]]:
    """Build SQL text from our own words only; everything that a client wrote is a bound value."""
    where: list[str] = ["tenant = ?"]
    values: list[Any] = [tenant]
    service = unindexed("service") if query.live else "service"  # fewer tickets are live than a busy service ever had
    for column, wanted in (
        ("status", query.status and query.status.value),
        (service, query.service),
        ("environment", query.environment),
        ("severity", query.severity and int(query.severity)),
    ):
        if wanted is not None:
            where.append(f"{column} = ?")
            values.append(wanted)
    if query.recovering is not None:
        where.append(f"{'' if query.recovering else 'NOT '}{RECOVERS}")
    if query.label is not None:
        where.append(LABELLED)
        values += query.label
    for bound, moment in (("last_seen >= ?", query.since), ("first_seen < ?", query.until)):
        if moment is not None:
            where.append(bound)
            values.append(moment)
    if query.text:
        pattern = "%" + query.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        where.append(f"({contains('title')} OR {contains('service')} OR id = ?)")
        values += [pattern, pattern, query.text]
    return " AND ".join(where), values


def _incident(sql: Sql, row: Row, timeline: tuple[Event, ...], at: At) -> Incident:
    alerts = [with_waiting(each, at.waiting) for each in of_family(sql, row["id"])]
    recovery = family_state(sql, row["id"])
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
        last_seen=max([row["last_seen"], *(each.last_seen for each in alerts)]),
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
        reminders=sum(each.reminders for each in alerts),
        recovering_since=recovery.since,
        flaps=recovery.flaps,
        activations=counts(alerts, at.now, at.stale_after),
        revisions=_revisions(sql, row["id"]),
        labels=json.loads(row["labels"]),
    )


def _revisions(sql: Sql, incident_id: str) -> tuple[Revision, ...]:
    rows = sql.execute("SELECT resolution FROM revisions WHERE ticket = ? ORDER BY seq", (incident_id,))
    return tuple(Revision.of(resolved_from_json(json.loads(row[0]))) for row in rows)


def _timeline(sql: Sql, incident_id: str) -> tuple[Event, ...]:
    """Return the latest events, oldest first; a flood of late reports must not make a ticket unreadable."""
    latest = "SELECT * FROM events WHERE ticket = ? ORDER BY seq DESC LIMIT ?"
    rows = sql.execute(f"SELECT * FROM ({latest}) AS latest ORDER BY seq", (incident_id, MAX_TIMELINE))
    return tuple(event_of(row) for row in rows)


def event_of(row: Row) -> Event:
    """Return one event of a timeline."""
    return Event(row["seq"], row["at"], row["actor"], event_from_json(row["kind"], json.loads(row["data"])))


def seq_of(text: str) -> int:
    """Return the number in a cursor. Raises ValueError."""
    seq = int(text)
    if not 0 < seq < 2**63:
        raise ValueError("no row has this number")
    return seq
