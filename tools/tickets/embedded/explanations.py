"""Reads every decision that put a report on a ticket, with both messages."""

import sqlite3

import orjson

from tools.nouns.event_kinds import ACTS
from tools.nouns.events import is_act
from tools.nouns.explanations import ActEntry, DecisionEntry, ExplainEntry
from tools.nouns.redacted import Redacted, stored
from tools.rules.explanations import compared_with
from tools.tickets.embedded import views
from tools.tickets.embedded.problem.shown_reports import SHOWN
from tools.tickets.embedded.problem.tickets import find
from tools.tickets.embedded.recording.answer import decision_of
from tools.tickets.embedded.transaction import to_json

MAX_DECISIONS = 1000

DECIDED = f"""
{SHOWN} SELECT g.*, json_extract(a.profile, '$.version') AS version, json_extract(a.profile, '$.message') AS known_as,
       COUNT(*) AS reports, MAX(g.received_at) AS last_at
FROM shown JOIN occurrences g ON g.seq = shown.seq
LEFT JOIN aliases a ON a.tenant = g.tenant AND a.fingerprint = g.fingerprint
GROUP BY CASE WHEN g.decision IS NULL THEN g.ticket || g.fingerprint ELSE g.seq END
ORDER BY MIN(g.seq) LIMIT {MAX_DECISIONS}
"""
EVENTS = "SELECT * FROM events WHERE ticket = ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq"


def explain(sql: sqlite3.Connection, tenant: str, incident_id: str) -> list[ExplainEntry]:
    """Return decisions and acts, oldest first; plain exact hits are summed up per fingerprint. Raises NotFound."""
    find(sql, tenant, incident_id)
    found: list[ExplainEntry] = [_decision(sql, row) for row in sql.execute(DECIDED, (incident_id,)).fetchall()]
    events = [views.event_of(row) for row in sql.execute(EVENTS, (incident_id, to_json(sorted(ACTS))))]
    found += [ActEntry(event, event.seq) for event in events if is_act(event.data)]
    return sorted(found, key=lambda each: each.seq)


def _decision(sql: sqlite3.Connection, row: sqlite3.Row) -> DecisionEntry:
    decision = decision_of(row)
    return DecisionEntry(
        seq=row["seq"],
        at=row["received_at"],
        request_id=row["request_id"],
        recorded_on=row["ticket"],
        fingerprint=row["fingerprint"],
        reports=row["reports"],
        last_at=row["last_at"],
        message=stored(row["known_as"] if row["body"] is None else orjson.loads(row["body"])["log"]),
        matched_message=_message(sql, row["tenant"], compared_with(decision, row["fingerprint"])),
        decision=decision,
    )


def _message(sql: sqlite3.Connection, tenant: str, fingerprint: str | None) -> Redacted | None:
    """Return the message that a fingerprint was first seen with."""
    found = sql.execute(
        "SELECT json_extract(profile, '$.message') FROM aliases WHERE tenant = ? AND fingerprint = ?",
        (tenant, fingerprint),
    ).fetchone()
    return None if found is None else stored(found[0])
