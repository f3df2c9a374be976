"""The advice of a ticket: stored once, replaced only on request."""

from tools.nouns.incidents import Dossier
from tools.nouns.jobs import JobKind
from tools.nouns.knowledge_json import dossier_to_json
from tools.rules.effects import advised
from tools.tickets.embedded import outbox, views
from tools.tickets.embedded.recording.tickets import apply, subject_of
from tools.tickets.embedded.transaction import Transaction, to_json


def save(txn: Transaction, tenant: str, incident_id: str, dossier: Dossier, *, again: bool, actor: str) -> bool:
    """Store the dossier and tell people it is ready. False: there is one already. Raises NotFound."""
    row = views.find(txn.sql, tenant, incident_id)
    outbox.drop(txn, incident_id, JobKind.ADVISE)
    if row["dossier_seq"] is not None and not again:
        return False
    stored = to_json(dossier_to_json(dossier))
    txn.sql.execute(
        "UPDATE tickets SET dossier = ?, dossier_seq = ? WHERE id = ?", (stored, txn.next_seq(), incident_id)
    )
    ticket = subject_of(row)
    apply(txn, ticket, advised(ticket, dossier.advice, actor, txn.now, again=again))
    return True
