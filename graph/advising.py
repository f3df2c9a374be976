"""Advice for a ticket that is already there: the graph's middle, for the sweep and for "advise again"."""

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


async def report_of(store: TicketStore, incident: Incident, request_id: str = "") -> Report:
    """The report that tells most of a ticket: the one of `request_id`, else the first that is kept, else its title.

    A crash on S3 may leave a ticket before its first report is stored, and pruning takes texts; a title is the
    message's first line and stays.
    """
    async for each in _request_ids(store, incident, request_id):
        try:
            return await store.report(incident.tenant, each)
        except NotFound:
            continue
    return Report(request_id, incident.tenant, incident.service, incident.title, incident.first_seen)


async def _request_ids(store: TicketStore, incident: Incident, first: str) -> AsyncIterator[str]:
    """From what is at hand to what reads more: the timeline of a ticket made by people names no report."""
    if first:
        yield first
    for event in incident.timeline:
        if request_id := request_id_of(event.data):
            yield request_id
    for entry in await store.explain(incident.tenant, incident.incident_id):
        if isinstance(entry, DecisionEntry):
            yield entry.request_id


async def advise(agents: Agents, incident: Incident, report: Report, context: Context) -> Dossier:
    """Find and write; the caller stores. `report` tells what happened (`report_of`).

    Raises Overloaded or Unavailable when the runbooks cannot be searched now.
    """
    found = await agents.retriever.find(Question.about(report, incident.regression_of), context.max_runbooks)
    advice = await agents.recommender.write(found.evidence, context)
    return Dossier(found.runbooks, to_markdown(advice), advice)
