"""Why is this in that ticket? Every decision that put something there, with both messages."""

import sqlite3
from typing import Any

import orjson

from tools.nouns.event_json import event_to_json
from tools.nouns.events import ACTS, is_act
from tools.nouns.incidents import Event
from tools.rules import decisions
from tools.tickets.embedded import views
from tools.tickets.embedded.recording.answer import decision_of
from tools.tickets.embedded.regrouping.grouping import SHOWN
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


def explain(sql: sqlite3.Connection, tenant: str, incident_id: str) -> list[dict[str, Any]]:
    """Decisions and acts, oldest first; plain exact hits are summed up per fingerprint. Raises NotFound."""
    views.find(sql, tenant, incident_id)
    found = [_decision(sql, row) for row in sql.execute(DECIDED, (incident_id,)).fetchall()]
    events = [views.event_of(row) for row in sql.execute(EVENTS, (incident_id, to_json(sorted(ACTS))))]
    found += [_act(event) for event in events if is_act(event.data)]
    return sorted(found, key=lambda each: int(each["seq"]))


def _decision(sql: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    decision = decision_of(row)
    return {
        "seq": row["seq"],
        "at": row["received_at"],
        "kind": "decision",
        "request_id": row["request_id"],
        "recorded_on": row["ticket"],
        "fingerprint": row["fingerprint"],
        "reports": row["reports"],
        "last_at": row["last_at"],
        "message": row["known_as"] if row["body"] is None else orjson.loads(row["body"])["log"],
        "matched_message": _matched(sql, row, decision),
        "decision": decision,
    }


def _matched(sql: sqlite3.Connection, row: sqlite3.Row, decision: dict[str, Any]) -> str | None:
    """The message it was compared with: the candidate's, the fingerprint's first one, or the best one refused."""
    if decision["candidate"] is None:
        candidate = decisions.refused_fingerprint(decision)
    else:
        candidate = decision.get("candidate_fingerprint", row["fingerprint"])
    if candidate is None:
        return None
    found = sql.execute(
        "SELECT json_extract(profile, '$.message') FROM aliases WHERE tenant = ? AND fingerprint = ?",
        (row["tenant"], candidate),
    ).fetchone()
    return None if found is None else str(found[0])


def _act(event: Event) -> dict[str, Any]:
    said = event_to_json(event.data)
    return {"seq": event.seq, "at": event.at, "kind": event.kind.value, "actor": event.actor, "decision": said}
