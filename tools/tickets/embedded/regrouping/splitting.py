"""Split: a merged ticket, a fingerprint or chosen occurrences get a life of their own, and later reports follow."""

from collections.abc import Mapping
from typing import Any

from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.incidents import Incident
from tools.nouns.policy import Policy
from tools.nouns.redacted import Redacted
from tools.rules.standing import check_split
from tools.tickets.embedded import views
from tools.tickets.embedded.acts import standing
from tools.tickets.embedded.regrouping.grouping import occurrences_of
from tools.tickets.embedded.regrouping.parting import Parting, part
from tools.tickets.embedded.regrouping.unmerging import unmerge
from tools.tickets.embedded.transaction import Transaction

SELECTORS = ("merged_incident_id", "fingerprint", "occurrence_ids")


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
    given = [name for name in SELECTORS if selector.get(name)]
    if len(given) != 1:
        raise InvalidRequest(f"give exactly one of {', '.join(SELECTORS)}")
    wanted = selector[given[0]]
    row = views.find(txn.sql, tenant, incident_id)
    if given[0] == "merged_incident_id":
        return unmerge(txn, row, views.find(txn.sql, tenant, wanted), reason, actor, policy)
    check_split(standing(txn.sql, row))
    occurrences = occurrences_of(txn.sql, incident_id)
    if given[0] == "fingerprint":
        chosen = [each for each in occurrences if each["fingerprint"] == wanted]
    else:
        names = set(wanted)
        chosen = [each for each in occurrences if each["request_id"] in names]
        if len(chosen) != len(names):
            raise NotFound("not every chosen occurrence is on this incident")
    if not chosen:
        raise NotFound("no occurrence of this incident has that fingerprint")
    taken = {each["seq"] for each in chosen}
    rest = [each for each in occurrences if each["seq"] not in taken]
    if not rest:
        raise Conflict("nothing would stay behind: every occurrence was chosen")
    return part(txn, Parting(row, chosen, rest, reason, actor))
