"""The newest generation behind a fingerprint, and what the running transaction counts on it."""

import math
import sqlite3
from dataclasses import dataclass

from tools.nouns.decisions import Decision
from tools.nouns.incidents import Dossier, Status
from tools.nouns.reports import Report
from tools.nouns.severity import Severity
from tools.rules.lifecycle import MAX_AHEAD_SECONDS, worsens

LOOK_UP = """
SELECT a.lineage, a.pinned, t.id, t.generation, t.status, t.severity, t.occurrences, t.regression_of, t.pending,
       t.dossier_seq,
       CASE WHEN t.generation > 1 THEN
           (SELECT MAX(e.resolved_at) FROM tickets e WHERE e.lineage = a.lineage AND e.generation < t.generation)
       END AS floor,
       CASE WHEN t.generation > 1 THEN
           (SELECT COUNT(e.fixed_release) FROM tickets e WHERE e.lineage = a.lineage) ELSE 0
       END AS fixes
FROM aliases a JOIN tickets t ON t.lineage = a.lineage
WHERE a.tenant = ? AND a.fingerprint = ? ORDER BY t.generation DESC LIMIT 1
"""


@dataclass(slots=True)
class Head:
    """A live or resolved head. `floor`: the newest resolve of an earlier generation; `fixes`: a release was named.

    `added`, `first`, `last` gather what this transaction counts on it; `decision` and `dossier` are what every duplicate
    is answered with, once the first one has asked.
    """

    lineage: str
    incident_id: str
    generation: int
    live: bool
    severity: Severity
    occurrences: int
    regression_of: str | None
    pending: int
    dossier_seq: int | None
    floor: float
    fixes: bool
    added: int = 0
    first: float = math.inf
    last: float = -math.inf
    decision: Decision | None = None
    dossier: Dossier | None = None

    def takes(self, report: Report, grace: float) -> bool:
        """True when the report is plainly one more of this live problem: nothing to raise, place or clamp."""
        if not self.live or worsens(self.severity, report.severity) or (report.release and self.fixes):
            return False
        at = report.occurred_at
        return at is None or self.floor + grace < at <= report.received_at + MAX_AHEAD_SECONDS

    def count(self, at: float) -> None:
        """Gather one occurrence at an event time."""
        self.occurrences += 1
        self.added += 1
        if at < self.first:
            self.first = at
        if at > self.last:
            self.last = at


def look_up(sql: sqlite3.Connection, tenant: str, fingerprint: str) -> tuple[Head, bool] | None:
    """(head, pinned) of a known fingerprint; None for an unknown one."""
    row = sql.execute(LOOK_UP, (tenant, fingerprint)).fetchone()
    if row is None:
        return None
    head = Head(
        lineage=row["lineage"],
        incident_id=row["id"],
        generation=row["generation"],
        live=Status(row["status"]).live,
        severity=Severity(row["severity"]),
        occurrences=row["occurrences"],
        regression_of=row["regression_of"],
        pending=row["pending"],
        dossier_seq=row["dossier_seq"],
        floor=-math.inf if row["floor"] is None else row["floor"],
        fixes=row["fixes"] > 0,
    )
    return head, bool(row["pinned"])
