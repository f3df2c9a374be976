"""The newest generation behind a fingerprint, what a transaction counts on it, and a cache of such heads."""

import math
from dataclasses import dataclass

from tools.nouns.decisions import Decision
from tools.nouns.incidents import Dossier, Status
from tools.nouns.reports import Report
from tools.nouns.severity import Severity
from tools.rules.lifecycle import MAX_AHEAD_SECONDS, worsens
from tools.tickets.sql.database import Sql

MAX_KEPT = 4096
Key = tuple[str, str]
"""(tenant, fingerprint)."""

LOOK_UP = """
SELECT a.lineage, a.pinned, t.id, t.generation, t.status, t.severity, t.reported, t.occurrences, t.regression_of,
       t.pending, t.service, t.environment,
       t.dossier_seq, r.since AS recovering_since,
       CASE WHEN t.generation > 1 THEN
           (SELECT MAX(e.resolved_at) FROM tickets e WHERE e.lineage = a.lineage AND e.generation < t.generation)
       END AS latest_earlier_resolve,
       CASE WHEN t.generation > 1 THEN
           (SELECT COUNT(e.fixed_release) FROM tickets e WHERE e.lineage = a.lineage) ELSE 0
       END AS fix_releases
FROM aliases a JOIN tickets t ON t.lineage = a.lineage LEFT JOIN recovery_states r ON r.ticket = t.id
WHERE a.tenant = ? AND a.fingerprint = ? ORDER BY t.generation DESC LIMIT 1
"""


@dataclass(slots=True)
class Head:
    """A lineage's newest ticket, live or resolved."""

    lineage: str
    incident_id: str
    generation: int
    live: bool
    severity: Severity
    worst_reported: Severity
    occurrences: int
    regression_of: str | None
    service: str
    environment: str
    pending: int
    dossier_seq: int | None
    latest_earlier_resolve: float
    """The latest resolve of the earlier generations; -inf if there are none."""
    has_fix_release: bool
    """True if a resolve named the release that fixed it."""
    recovering: bool = False
    """True if all of its alerts have ended; a report ends the recovery."""
    added: int = 0
    """What this transaction has counted on it, between `first` and `last`."""
    first: float = math.inf
    last: float = -math.inf
    decision: Decision | None = None
    """The answer to every duplicate, with `dossier`, once the first one has asked."""
    dossier: Dossier | None = None

    def takes(self, report: Report, grace: float) -> bool:
        """True if the report is plainly one more of this live problem: nothing to raise, place or clamp."""
        if not self.stays(report):
            return False
        at = report.event_at
        return at is None or self.latest_earlier_resolve + grace < at <= report.received_at + MAX_AHEAD_SECONDS

    def stays(self, report: Report) -> bool:
        """True if only the counts of this live problem change, provided that the report belongs to it."""
        worse = worsens(self.worst_reported, report.severity)
        return self.live and not (self.recovering or worse or (report.release and self.has_fix_release))

    def count(self, at: float) -> None:
        """Gather one occurrence with this event time."""
        self.occurrences += 1
        self.added += 1
        if at < self.first:
            self.first = at
        if at > self.last:
            self.last = at


@dataclass(frozen=True, slots=True)
class Known:
    """Where a known fingerprint leads."""

    head: Head
    pinned: bool
    """True if it was split by the value of a parameter: a report may have another identity."""


def look_up(sql: Sql, tenant: str, fingerprint: str) -> Known | None:
    """Return None for an unknown fingerprint."""
    row = sql.execute(LOOK_UP, (tenant, fingerprint)).fetchone()
    if row is None:
        return None
    head = Head(
        lineage=row["lineage"],
        incident_id=row["id"],
        generation=row["generation"],
        live=Status(row["status"]).live,
        severity=Severity(row["severity"]),
        worst_reported=Severity(row["severity"] if row["reported"] is None else row["reported"]),
        occurrences=row["occurrences"],
        regression_of=row["regression_of"],
        service=row["service"],
        environment=row["environment"],
        pending=row["pending"],
        dossier_seq=row["dossier_seq"],
        latest_earlier_resolve=-math.inf if row["latest_earlier_resolve"] is None else row["latest_earlier_resolve"],
        has_fix_release=row["fix_releases"] > 0,
        recovering=row["recovering_since"] is not None,
    )
    return Known(head, bool(row["pinned"]))


class HeadCache:
    """(tenant, fingerprint) → where it leads, None for an unknown one; fingerprints of one ticket share its head.

    One question inside the write transaction, whether any other connection has committed, proves the whole cache. What
    this process writes itself either updates the heads or forgets them.
    """

    def __init__(self) -> None:
        self._kept: dict[Key, Known | None] = {}
        self._by_ticket: dict[str, Head] = {}
        self.epoch = 0
        """Changes whenever everything was forgotten."""
        self._version = -1
        self._is_durable = False

    def begin(self, sql: Sql) -> None:
        """In a new transaction, forget everything unless the last one was committed and is still the newest."""
        version = sql.changes_of_others()
        if not self._is_durable or version != self._version or len(self._kept) > MAX_KEPT:
            self.forget()
        self._version = version
        self._is_durable = False

    def committed(self) -> None:
        """Note that the heads' state is durable."""
        self._is_durable = True

    def forget(self) -> None:
        """Forget everything: something changed that the heads do not reflect."""
        self._kept.clear()
        self._by_ticket.clear()
        self.epoch += 1

    def get(self, sql: Sql, tenant: str, fingerprint: str) -> Known | None:
        """Return where a fingerprint leads."""
        key = (tenant, fingerprint)
        if key not in self._kept:
            found = look_up(sql, tenant, fingerprint)
            if found is not None:
                head = self._by_ticket.setdefault(found.head.incident_id, found.head)
                found = Known(head, found.pinned)
            self._kept[key] = found
        return self._kept[key]
