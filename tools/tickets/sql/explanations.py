"""Reads every decision that put a report on a ticket, with both messages."""

import orjson

from tools.nouns.event_kinds import ACTS
from tools.nouns.events import is_act
from tools.nouns.explanations import ActEntry, DecisionEntry, ExplainEntry
from tools.nouns.redacted import Redacted, stored
from tools.rules.explanations import compared_with
from tools.tickets.sql import views
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import TEXTS, number_of, text_of
from tools.tickets.sql.problem.shown_reports import SHOWN
from tools.tickets.sql.problem.tickets import find
from tools.tickets.sql.recording.answer import decision_of
from tools.tickets.sql.transaction import to_json

MAX_DECISIONS = 1000

DECIDED = f"""
{SHOWN}, summed(seq, reports, last_at) AS (
    SELECT MIN(o.seq), COUNT(*), MAX(o.received_at) FROM shown JOIN occurrences o ON o.seq = shown.seq
    GROUP BY CASE WHEN o.decision IS NULL THEN o.ticket || o.fingerprint ELSE CAST(o.seq AS TEXT) END
    ORDER BY 1 LIMIT {MAX_DECISIONS}
)
SELECT o.*, {number_of("a.profile", "version")} AS version, {text_of("a.profile", "message")} AS known_as,
       summed.reports, summed.last_at
FROM summed JOIN occurrences o ON o.seq = summed.seq
LEFT JOIN aliases a ON a.tenant = o.tenant AND a.fingerprint = o.fingerprint ORDER BY o.seq
"""
"""Plain exact hits are represented by the first of them."""
EVENTS = f"SELECT * FROM events WHERE ticket = ? AND kind IN {TEXTS} ORDER BY seq"


def explain(sql: Sql, tenant: str, incident_id: str) -> list[ExplainEntry]:
    """Return decisions and acts, oldest first; plain exact hits are summed up per fingerprint. Raises NotFound."""
    find(sql, tenant, incident_id)
    found: list[ExplainEntry] = [_decision(sql, row) for row in sql.execute(DECIDED, (incident_id,)).fetchall()]
    events = [views.event_of(row) for row in sql.execute(EVENTS, (incident_id, to_json(sorted(ACTS))))]
    found += [ActEntry(event, event.seq) for event in events if is_act(event.data)]
    return sorted(found, key=lambda each: each.seq)


def _decision(sql: Sql, row: Row) -> DecisionEntry:
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


def _message(sql: Sql, tenant: str, fingerprint: str | None) -> Redacted | None:
    """Return the message that a fingerprint was first seen with."""
    found = sql.execute(
        f"SELECT {text_of('profile', 'message')} FROM aliases WHERE tenant = ? AND fingerprint = ?",
        (tenant, fingerprint),
    ).fetchone()
    return None if found is None else stored(found[0])
