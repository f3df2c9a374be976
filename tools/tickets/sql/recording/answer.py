"""The answer to a recorded report, from stored data: for replays, reads and everything off the hot path."""

from contextlib import suppress

import orjson

from tools.cache import BoundedCache
from tools.errors import NotFound
from tools.nouns.decision_json import decision_from_json
from tools.nouns.decisions import Decision
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge_json import dossier_from_json
from tools.nouns.pending import pending_words
from tools.nouns.recorded import Recorded
from tools.nouns.severity import Severity
from tools.rules import decisions
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import number_of
from tools.tickets.sql.transaction import Transaction

MAX_KEPT_DOSSIERS = 1024
EMPTY = Dossier()
FIND = f"""
SELECT o.request_id, o.verdict, o.decision, o.ticket, o.fingerprint, t.lineage, t.severity, t.occurrences,
       t.regression_of, t.pending, t.dossier,
       CASE WHEN o.decision IS NULL THEN {number_of("a.profile", "version")} END AS version
FROM occurrences o JOIN tickets t ON t.id = o.ticket
LEFT JOIN aliases a ON a.tenant = o.tenant AND a.fingerprint = o.fingerprint
WHERE o.tenant = ? AND o.request_id = ?
"""


def recorded(sql: Sql, tenant: str, request_id: str, *, replayed: bool) -> Recorded:
    """Return the answer to a stored report. Raises NotFound if the request id is unknown in this tenant."""
    row = sql.execute(FIND, (tenant, request_id)).fetchone()
    if row is None:
        raise NotFound(f"no report {request_id[:80]!r}")
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


def decision_of(row: Row) -> Decision:
    """Return the stored decision; a plain exact hit stores none."""
    if row["decision"] is None:
        return decisions.plain(row["version"], row["ticket"])
    return decision_from_json(orjson.loads(row["decision"]))


def load_dossier(text: str | None) -> Dossier:
    """Return a stored dossier; an empty one if there is no advice yet."""
    return EMPTY if text is None else dossier_from_json(orjson.loads(text))


class Dossiers:
    """The dossiers of hot tickets, parsed once: the same object answers every duplicate.

    They are cached by ticket, and checked by the dossier's sequence number, which the transaction reads.
    """

    def __init__(self) -> None:
        self._kept: BoundedCache[str, tuple[int, Dossier]] = BoundedCache(MAX_KEPT_DOSSIERS, texts=True)

    def of(self, txn: Transaction, incident_id: str, dossier_seq: int | None) -> Dossier:
        """Return the dossier that a head row names.

        One that this transaction wrote is not cached, since it may be undone.
        """
        if dossier_seq is None:
            return EMPTY
        kept = self._kept.get(incident_id)
        if kept is not None and kept[0] == dossier_seq:
            with suppress(KeyError):  # emptied meanwhile, because a text was erased
                self._kept.move_to_end(incident_id)
            return kept[1]
        row = txn.sql.execute("SELECT dossier FROM tickets WHERE id = ?", (incident_id,)).fetchone()
        dossier = load_dossier(row["dossier"])
        if dossier_seq <= txn.began_at:
            self._kept[incident_id] = (dossier_seq, dossier)
        return dossier
