"""Advice for a ticket that is already there: the graph's middle, for the sweep and for "advise again"."""

from agents.context import Context
from agents.retriever import wire
from graph.builder import Agents
from tools.knowledge import Evidence, Problem
from tools.text.fingerprint import profile_of
from tools.types import Dossier, Incident, Report


async def advise(agents: Agents, incident: Incident, report: Report, context: Context) -> Dossier:
    """Find and write; the caller stores. `report` is the one that opened the ticket, or tells most of it.

    Raises Overloaded or Unavailable when the runbooks cannot be searched now.
    """
    problem = Problem(
        tenant=incident.tenant,
        service=incident.service,
        log=report.log,
        template=profile_of(report).template,
        labels=dict(report.labels),
        severity=incident.severity.name,
        regression_of=incident.regression_of,
    )
    matched, evidence = await agents.retriever.find(problem, context.max_runbooks)
    written = await agents.recommender.write(Evidence(problem, evidence), context)
    return Dossier(tuple(wire(matched)), written["recommendations"], written["advice"])
