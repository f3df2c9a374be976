"""The one-click act "not the same problem": splits off what joined an incident last."""

from api.acts.desk import Desk
from api.acts.incidents import split
from tools.errors import Conflict
from tools.nouns.callers import Caller, Scope
from tools.nouns.decisions import Method
from tools.nouns.events import Absorbed
from tools.nouns.explanations import DecisionEntry
from tools.nouns.incidents import Incident, Status
from tools.nouns.selectors import MergedTicket, Selector, WholeFingerprint

_JUDGED = frozenset((Method.SEMANTIC, Method.ADJUDICATED, Method.LEARNED, Method.DEDUP_KEY))


async def split_last(desk: Desk, caller: Caller, incident_id: str, reason: str = "") -> Incident:
    """Split off the incident that was merged into it last, or the reports that were judged the same last.

    Returns the incident that was split off. Raises what `split` raises, and Conflict if all its reports read the same.
    """
    caller.require(Scope.RESPOND)
    ticket = await desk.store.incident(caller.tenant, incident_id)
    if ticket.status is Status.MERGED:
        raise Conflict(f"{incident_id} was merged into {ticket.merged_into}", root=ticket.merged_into)
    joined = [*await _merged(desk, ticket), *await _judged(desk, caller.tenant, incident_id)]
    if not joined:
        raise Conflict(
            f"all reports of {incident_id} read the same: name those that are another problem, by "
            f"POST /incidents/{incident_id}/split with occurrence_ids"
        )
    _, last = max(joined, key=lambda one: one[0])
    return await split(desk, caller, incident_id, last, reason)


async def _merged(desk: Desk, ticket: Incident) -> list[tuple[float, Selector]]:
    """Tickets merged into it and not split off since, each with the time of the merge."""
    absorbed = [(event.at, event.data.incident_id) for event in ticket.timeline if isinstance(event.data, Absorbed)]
    found: list[tuple[float, Selector]] = []
    for at, one in absorbed:
        if (await desk.store.incident(ticket.tenant, one)).merged_into == ticket.incident_id:
            found.append((at, MergedTicket(one)))
    return found


async def _judged(desk: Desk, tenant: str, incident_id: str) -> list[tuple[float, Selector]]:
    """Fingerprints that a judgement added, with the time of each; those that opened the ticket stay."""
    entries = [each for each in await desk.store.explain(tenant, incident_id) if isinstance(each, DecisionEntry)]
    own = {each.fingerprint for each in entries if each.decision.method is Method.NONE}
    own |= {each.fingerprint for each in entries[:1]}
    judged = [each for each in entries if each.decision.method in _JUDGED and each.fingerprint not in own]
    return [(each.at, WholeFingerprint(each.fingerprint)) for each in judged if each.recorded_on == incident_id]
