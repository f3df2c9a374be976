"""The dossiers of hot tickets, parsed once: the same object answers every duplicate."""

from tools.cache import BoundedCache
from tools.nouns.incidents import Dossier
from tools.tickets.embedded.recording.answer import load_dossier
from tools.tickets.embedded.transaction import Transaction

MAX_KEPT = 1024
EMPTY = Dossier()


class Dossiers:
    """A bounded cache keyed by ticket and checked by the dossier's sequence number, which the transaction reads."""

    def __init__(self) -> None:
        self._kept: BoundedCache[str, tuple[int, Dossier]] = BoundedCache(MAX_KEPT)

    def of(self, txn: Transaction, incident_id: str, dossier_seq: int | None) -> Dossier:
        """The dossier a head row speaks of. One written in this very transaction may be undone, so it is not kept."""
        if dossier_seq is None:
            return EMPTY
        kept = self._kept.get(incident_id)
        if kept is not None and kept[0] == dossier_seq:
            self._kept.move_to_end(incident_id)
            return kept[1]
        row = txn.sql.execute("SELECT dossier FROM tickets WHERE id = ?", (incident_id,)).fetchone()
        dossier = load_dossier(row["dossier"])
        if dossier_seq <= txn.began_at:
            self._kept[incident_id] = (dossier_seq, dossier)
        return dossier
