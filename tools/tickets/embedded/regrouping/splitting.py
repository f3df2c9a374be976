"""Split: a merged ticket, a fingerprint or chosen occurrences get a life of their own, and later reports follow."""

from collections.abc import Mapping
from typing import Any

from tools.nouns.incidents import Incident
from tools.nouns.policy import Policy
from tools.nouns.redacted import Redacted
from tools.rules.standing import check_split
from tools.tickets.embedded import views
from tools.tickets.embedded.acts import standing
from tools.tickets.embedded.regrouping.grouping import occurrences_of
from tools.tickets.embedded.regrouping.merging import unmerge
from tools.tickets.embedded.regrouping.parting import Parting, part
from tools.tickets.embedded.transaction import Transaction
from tools.tickets.shared.splits import MERGED, chosen_and_rest, selected


def split(
    txn: Transaction,
    tenant: str,
    incident_id: str,
    selector: Mapping[str, Any],
    reason: Redacted,
    actor: str,
    policy: Policy,
) -> Incident:
    """Returns the incident that now stands alone. Raises InvalidRequest, NotFound, or Conflict when nothing differs."""
    by, wanted = selected(selector)
    row = views.find(txn.sql, tenant, incident_id)
    if by == MERGED:
        return unmerge(txn, row, views.find(txn.sql, tenant, wanted), reason, actor, policy)
    check_split(standing(txn.sql, row))
    chosen, rest = chosen_and_rest(occurrences_of(txn.sql, incident_id), by, wanted)
    return part(txn, Parting(row, chosen, rest, reason, actor))
