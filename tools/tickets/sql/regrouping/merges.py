"""Merges, and undoes a merge. Occurrences stay where they were recorded; views add them up."""

import json

from tools.errors import Conflict
from tools.nouns.events import Split, SplitOff
from tools.nouns.incidents import Incident, Status
from tools.nouns.policy import Policy
from tools.nouns.redacted import Redacted
from tools.rules.effects import happened
from tools.rules.lifecycle import Generation
from tools.rules.preconditions import check_merge, status_after_split
from tools.rules.recovery import Occasion
from tools.tickets.sql import views
from tools.tickets.sql.database import Row
from tools.tickets.sql.dialect import TEXTS
from tools.tickets.sql.problem.constraints import CANNOT, MUST, family, teach
from tools.tickets.sql.problem.recovery import judge
from tools.tickets.sql.problem.shown_reports import absorb, recount, regroup
from tools.tickets.sql.problem.tickets import apply, find, merged_line, state_of, subject_of
from tools.tickets.sql.regrouping.recurrences import open_recurrence
from tools.tickets.sql.transaction import Transaction

BROUGHT_SINCE = f"""
SELECT g.seq FROM tickets t JOIN grouped g ON g.shown_on = t.id JOIN aliases a
  ON a.tenant = g.tenant AND a.fingerprint = g.fingerprint
WHERE t.lineage = ? AND a.home IN {TEXTS}
"""


def merge(txn: Transaction, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> Incident:
    """Merge for a person, with a must-link. Returns the incident that now has both. Raises NotFound or Conflict."""
    loser, winner = find(txn.sql, tenant, incident_id), find(txn.sql, tenant, into)
    check_merge(state_of(txn.sql, loser), state_of(txn.sql, winner))
    absorb(txn, loser, winner, reason, actor)
    teach(txn, tenant, loser["lineage"], winner["lineage"], MUST, actor)
    return views.shown(txn, tenant, into)


def unmerge(txn: Transaction, root: Row, merged: Row, reason: Redacted, actor: str, policy: Policy) -> Incident:
    """Make `merged` a separate ticket again, with a cannot-link. Raises Conflict if it was not merged into `root`."""
    line = merged_line(txn.sql, merged)
    if merged["id"] == root["id"] or root["id"] not in [each["id"] for each in line]:
        raise Conflict(f"{merged['id']} is not merged into {root['id']}", merged_into=merged["merged_into"])
    tenant, lineage = merged["tenant"], merged["lineage"]
    status = status_after_split(merged["resolution"] is not None)
    txn.sql.execute("UPDATE tickets SET status = ?, merged_into = NULL WHERE id = ?", (status.value, merged["id"]))
    homes = json.dumps(family(txn.sql, lineage))
    txn.sql.execute(f"UPDATE aliases SET lineage = ? WHERE home IN {TEXTS}", (lineage, homes))
    for ancestor in line:
        _take_back(txn, ancestor, merged["id"], homes)
        teach(txn, tenant, lineage, ancestor["lineage"], CANNOT, actor)
    recount(txn, merged["id"])
    parted = subject_of(merged)
    apply(txn, parted, happened(parted, Split(root["id"], reason), actor, txn.now))
    txn.event(tenant, root["id"], actor, SplitOff(merged["id"], reason))
    if status is Status.RESOLVED:
        resolved = Generation(
            merged["id"], merged["generation"], status, merged["resolved_at"], merged["fixed_release"]
        )
        open_recurrence(txn, merged, resolved, policy)
    for side in (root["id"], merged["id"]):
        judge(txn, side, Occasion.REGROUPED)
    return views.shown(txn, tenant, merged["id"])


def _take_back(txn: Transaction, ancestor: Row, incident_id: str, homes: str) -> None:
    """Return to the ticket what its fingerprints brought to any generation of the other problem."""
    rows = txn.sql.execute(BROUGHT_SINCE, (ancestor["lineage"], homes)).fetchall()
    if rows:
        regroup(txn, [row["seq"] for row in rows], incident_id)
    for generation in txn.sql.execute("SELECT id FROM tickets WHERE lineage = ?", (ancestor["lineage"],)).fetchall():
        recount(txn, generation["id"])
