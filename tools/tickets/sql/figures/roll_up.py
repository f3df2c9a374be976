"""Counts reports for figures as they are written; the triggers in `schema_6.sql` maintain incidents."""

import secrets
from collections.abc import Mapping, Sequence

from tools.analytics.slots import SLOT_SECONDS
from tools.rules.new_tickets import Subject
from tools.tickets.sql.database import Sql
from tools.tickets.sql.dialect import NUMBERS, text_of, whole
from tools.tickets.sql.transaction import Transaction, to_json

Place = tuple[str, str, str, int]
"""(tenant, service, environment, slot)."""

AT = "COALESCE(g.event_at, g.received_at)"
WHOLE = whole(f"{AT} / {SLOT_SECONDS}.0")
SLOT = f"{WHOLE} - CASE WHEN {WHOLE} * {SLOT_SECONDS} > {AT} THEN 1 ELSE 0 END"
"""The same as `slot_of`: it corrects a division that was rounded up, or truncated below zero."""

ADD = """
INSERT INTO report_counts (tenant, service, environment, slot, reports, changed) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (tenant, slot, service, environment)
DO UPDATE SET reports = report_counts.reports + excluded.reports, changed = excluded.changed
"""
WHOSE = "SELECT service, environment FROM tickets WHERE id = ?"
MOVED = f"""
SELECT g.tenant, t.service, t.environment, {SLOT} AS slot, COUNT(*) AS reports
FROM grouped g JOIN tickets t ON t.id = g.shown_on WHERE g.seq IN {NUMBERS} GROUP BY 1, 2, 3, 4
"""
ANEW = f"""
INSERT INTO report_counts (tenant, slot, service, environment, reports, changed)
SELECT g.tenant, {SLOT}, t.service, t.environment, COUNT(*), 0
FROM grouped g JOIN tickets t ON t.id = g.shown_on GROUP BY 1, 2, 3, 4
"""
INCIDENTS_ANEW = f"""
INSERT INTO incident_figures
SELECT t.seq, t.tenant, COALESCE(first.seq, t.seq), CASE t.status WHEN 'MERGED' THEN 1 ELSE 0 END, t.severity,
       t.service, t.environment, t.first_seen, a.at, CASE t.status WHEN 'RESOLVED' THEN t.resolved_at END,
       CASE {text_of("t.resolution", "kind")} WHEN 'recovered' THEN 1 ELSE 0 END,
       CASE WHEN t.regression_of IS NULL THEN 0 ELSE 1 END, 0
FROM tickets t LEFT JOIN tickets first ON first.id = t.lineage
LEFT JOIN (SELECT ticket, MIN(at) AS at FROM events WHERE kind = 'acknowledged' GROUP BY ticket) a ON a.ticket = t.id
"""


def count_report(txn: Transaction, ticket: Subject, at: float) -> None:
    """Count one report of a ticket that happened at `at`."""
    count_reports(txn, {(ticket.tenant, ticket.service, ticket.environment, int(at // SLOT_SECONDS)): 1})


def count_reports(txn: Transaction, counts: Mapping[Place, int]) -> None:
    """Add reports, or subtract them if a count is negative."""
    changed = txn.began_at + 1
    txn.sql.executemany(ADD, [(*place, reports, changed) for place, reports in counts.items()])


def move_reports(txn: Transaction, occurrences: Sequence[int], ticket: str) -> None:
    """Move the counts of these occurrences before they are shown on another ticket, wherever they are shown now."""
    service, environment = txn.sql.execute(WHOSE, (ticket,)).fetchone()
    for row in txn.sql.execute(MOVED, (to_json(list(occurrences)),)).fetchall():
        if (row["service"], row["environment"]) != (service, environment):
            count_reports(txn, {tuple(row)[:4]: -row["reports"]})
            count_reports(txn, {(row["tenant"], service, environment, row["slot"]): row["reports"]})


def roll_up(sql: Sql) -> None:
    """Compute all figures again from what is stored."""
    for table in ("report_counts", "incident_figures", "figures_made"):
        sql.execute(f"DELETE FROM {table}")
    sql.execute(ANEW)
    sql.execute(INCIDENTS_ANEW)
    sql.execute("INSERT INTO figures_made VALUES (?)", (secrets.token_hex(8),))
