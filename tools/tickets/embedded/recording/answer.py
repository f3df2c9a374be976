"""How a recorded report is answered, from what is stored: for replays, reads and everything off the hot path."""

import json
import sqlite3

from tools.nouns.decision_json import decision_from_json
from tools.nouns.decisions import Decision
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge_json import dossier_from_json
from tools.nouns.pending import pending_words
from tools.nouns.recorded import Recorded
from tools.nouns.severity import Severity
from tools.rules import decisions

FIND = """
SELECT o.request_id, o.verdict, o.decision, o.ticket, o.fingerprint, t.lineage, t.severity, t.occurrences,
       t.regression_of, t.pending, t.dossier, json_extract(a.profile, '$.version') AS version
FROM occurrences o JOIN tickets t ON t.id = o.ticket
LEFT JOIN aliases a ON a.tenant = o.tenant AND a.fingerprint = o.fingerprint
WHERE o.tenant = ? AND o.request_id = ?
"""


def recorded(sql: sqlite3.Connection, tenant: str, request_id: str, *, replayed: bool) -> Recorded | None:
    """The answer to a stored report; None when the request id is unknown in this tenant."""
    row = sql.execute(FIND, (tenant, request_id)).fetchone()
    if row is None:
        return None
    decision = decision_of(row)
    return Recorded(
        request_id=request_id,
        verdict=decision.verdict,
        incident_id=row["ticket"],
        root_id=row["lineage"],
        severity=Severity(row["severity"]),
        occurrences=row["occurrences"],
        decision=decision,
        dossier=load_dossier(row["dossier"]),
        regression_of=row["regression_of"],
        pending=pending_words(row["pending"]),
        replayed=replayed,
    )


def decision_of(row: sqlite3.Row) -> Decision:
    """The stored decision; a plain exact hit stores none."""
    if row["decision"] is None:
        return decisions.plain(row["version"], row["ticket"])
    return decision_from_json(json.loads(row["decision"]))


def load_dossier(text: str | None) -> Dossier:
    """A stored dossier; an empty one before advice is there."""
    return Dossier() if text is None else dossier_from_json(json.loads(text))
