"""The advice of a ticket: stored once, replaced only on request."""

from tools.nouns.events import Advised
from tools.nouns.incidents import Dossier
from tools.tickets.embedded import outbox, pending, views
from tools.tickets.embedded.recording.tickets import notice
from tools.tickets.embedded.transaction import Transaction, to_json


def save(txn: Transaction, tenant: str, incident_id: str, dossier: Dossier, *, again: bool, actor: str) -> bool:
    """Store the dossier and tell people it is ready. False: there is one already. Raises NotFound."""
    row = views.find(txn.sql, tenant, incident_id)
    txn.sql.execute("DELETE FROM outbox WHERE ticket = ? AND kind = ?", (incident_id, outbox.ADVISE))
    if row["dossier_seq"] is not None and not again:
        return False
    abstained = bool((dossier.advice or {}).get("abstained"))
    seq = txn.event(tenant, incident_id, actor, Advised(abstained, again))
    stored = {
        "runbooks": [dict(each) for each in dossier.runbooks],
        "recommendations": dossier.recommendations,
        "advice": dossier.advice,
    }
    txn.sql.execute(
        "UPDATE tickets SET dossier = ?, dossier_seq = ?, pending = pending & ~? WHERE id = ?",
        (to_json(stored), seq, pending.RUNBOOKS | pending.ADVICE, incident_id),
    )
    outbox.enqueue(txn, outbox.NOTIFY, row, "", "", notice(txn, row, "advice-ready"))
    return True
