"""Merge: a problem's head joins another live head. Occurrences stay where they are; views add them up."""

import sqlite3

from tools.nouns.events import Merged
from tools.nouns.incidents import Incident, Status
from tools.nouns.redacted import Redacted
from tools.rules.effects import absorbed
from tools.rules.standing import check_merge
from tools.tickets.embedded import views
from tools.tickets.embedded.acts import standing
from tools.tickets.embedded.recording.tickets import apply, subject_of
from tools.tickets.embedded.regrouping.constraints import MUST, teach
from tools.tickets.embedded.regrouping.grouping import recount
from tools.tickets.embedded.transaction import Transaction


def merge(txn: Transaction, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> Incident:
    """A person's merge; teaches must-link. Returns the incident that now holds both. Raises NotFound or Conflict."""
    loser, winner = views.find(txn.sql, tenant, incident_id), views.find(txn.sql, tenant, into)
    check_merge(standing(txn.sql, loser), standing(txn.sql, winner))
    join(txn, loser, winner, reason, actor)
    teach(txn, tenant, loser["lineage"], winner["lineage"], MUST, actor)
    return views.incident(txn.sql, tenant, into)


def join(txn: Transaction, loser: sqlite3.Row, winner: sqlite3.Row, reason: Redacted, actor: str) -> None:
    """The merge itself, for people and for late matches; the caller has checked both."""
    tenant = winner["tenant"]
    txn.sql.execute(
        "UPDATE tickets SET status = ?, merged_into = ? WHERE id = ?", (Status.MERGED.value, winner["id"], loser["id"])
    )
    txn.sql.execute("UPDATE aliases SET lineage = ? WHERE lineage = ?", (winner["lineage"], loser["lineage"]))
    txn.event(tenant, loser["id"], actor, Merged(winner["id"], reason))
    recount(txn, winner["id"])
    held = subject_of(winner)
    apply(txn, held, absorbed(held, subject_of(loser), reason, actor, txn.now))
