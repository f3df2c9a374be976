"""Incidents similar to one: those it was compared with, and resolved ones that a search for its text finds."""

from dataclasses import dataclass

from tools.errors import NotFound
from tools.nouns.callers import Caller, Scope
from tools.nouns.explanations import DecisionEntry
from tools.nouns.incidents import Incident
from tools.nouns.knowledge import RESOLUTION, Question
from tools.runbooks.resolutions import PREFIX
from tools.toolbox import Toolbox

COMPARED, RESOLVED = "compared when it was reported", "resolved, and found by the words of the problem"


@dataclass(frozen=True, slots=True)
class SimilarIncident:
    """An incident similar to another. `score` is from 0 to 1."""

    incident: Incident
    score: float
    why: str


async def similar(toolbox: Toolbox, caller: Caller, incident_id: str, limit: int) -> list[SimilarIncident]:
    """Return at most `limit`, best first, with earlier tickets of the same problem but without those merged into it.

    Raises Forbidden without the scope `read`, NotFound, and Overloaded or Unavailable if the search is not possible
    now.
    """
    from graph.advice import representative_report  # LangGraph takes a second of CPU

    caller.require(Scope.READ)
    store, tenant = toolbox.store, caller.tenant
    ticket = await store.incident(tenant, incident_id)
    scores: dict[str, tuple[float, str]] = {}
    for entry in await store.explain(tenant, incident_id):
        if isinstance(entry, DecisionEntry):
            for each in entry.decision.similar:
                scores[each.incident_id] = max(scores.get(each.incident_id, (0.0, "")), (each.score, COMPARED))
    question = Question.about(await representative_report(store, ticket))
    for match in await toolbox.search.search(question, limit):
        if match.section.kind == RESOLUTION:
            scores[match.section.citation.removeprefix(PREFIX)] = (round(match.score, 4), RESOLVED)
    best = sorted(scores.items(), key=lambda one: (-one[1][0], one[0]))
    found: list[SimilarIncident] = []
    for one, (score, why) in best:
        seen = await _if_kept(toolbox, tenant, one) if one != incident_id else None
        if seen is not None and seen.merged_into != incident_id and len(found) < limit:
            found.append(SimilarIncident(seen, score, why))
    return found


async def _if_kept(toolbox: Toolbox, tenant: str, incident_id: str) -> Incident | None:
    """Return the incident; None if it was pruned."""
    try:
        return await toolbox.store.incident(tenant, incident_id)
    except NotFound:
        return None
