"""Advice for an existing ticket: retriever and recommender alone, for the sweep and for "advise again"."""

from collections.abc import AsyncIterator

from agents.context import Context
from agents.markdown import to_markdown
from graph.builder import Agents
from tools.errors import NotFound
from tools.nouns.events import request_id_of
from tools.nouns.explanations import DecisionEntry
from tools.nouns.incidents import Dossier, Incident
from tools.nouns.knowledge import Question
from tools.nouns.reports import Report
from tools.ports import TicketStore


async def representative_report(store: TicketStore, incident: Incident, request_id: str = "") -> Report:
    """Return the report to advise on: that of `request_id`, else the ticket's first stored one, else its title.

    On S3 a crash can leave a ticket whose first report was never stored, and pruning removes texts. The title (the
    message's first line) is always there.
    """
    async for each in _request_ids(store, incident, request_id):
        try:
            return await store.report(incident.tenant, each, incident.incident_id)
        except NotFound:
            continue
    return Report(request_id, incident.tenant, incident.service, incident.title, incident.first_seen)


async def _request_ids(store: TicketStore, incident: Incident, first: str) -> AsyncIterator[str]:
    """Yield request ids, cheapest lookup first. After a split or merge only the decisions may name a report."""
    if first:
        yield first
    for event in incident.timeline:
        if request_id := request_id_of(event.data):
            yield request_id
    for entry in await store.explain(incident.tenant, incident.incident_id):
        if isinstance(entry, DecisionEntry):
            yield entry.request_id


async def advise(agents: Agents, incident: Incident, report: Report, context: Context) -> Dossier:
    """Search the runbooks and write the advice; the caller stores it. `report` is from `representative_report`.

    Raises Overloaded or Unavailable when the runbooks cannot be searched now.
    """
    found = await agents.retriever.find(Question.about(report, incident.regression_of), context.max_runbooks)
    advice = await agents.recommender.write(found.evidence, context)
    return Dossier(found.runbooks, to_markdown(advice), advice)
