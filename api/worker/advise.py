"""The job that writes a ticket's advice if the run that recorded the ticket did not."""

from agents.context import Context
from agents.markdown import to_markdown
from graph.advice import advise, representative_report
from graph.builder import Agents
from tools.errors import Unavailable
from tools.nouns.incidents import Dossier, Incident
from tools.nouns.jobs import Job
from tools.nouns.knowledge import Advice
from tools.ports import TicketStore

MODEL_ATTEMPTS = 2  # the live run's and one more: a ticket costs two calls at most
LAST_ATTEMPT = 3
UNSEARCHED = "the runbooks could not be searched; request advice again when the service has recovered"


class Advise:
    """Gives every ticket one advice, or an abstention if the runbooks cannot be searched at all."""

    def __init__(self, store: TicketStore, agents: Agents) -> None:
        self._store = store
        self._agents = agents

    async def __call__(self, job: Job) -> None:
        """Raises Unavailable to be retried, NotFound if the ticket is gone."""
        incident = await self._store.incident(job.tenant, job.incident_id)
        if incident.dossier.advice is None:
            await self._store.save_advice(job.tenant, job.incident_id, await self._dossier(incident, job))

    async def _dossier(self, incident: Incident, job: Job) -> Dossier:
        report = await representative_report(self._store, incident, job.request_id)
        try:
            return await advise(self._agents, incident, report, Context(use_model=job.attempts <= MODEL_ATTEMPTS))
        except Unavailable:
            if job.attempts < LAST_ATTEMPT:
                raise
            advice = Advice(abstained=True, reason=UNSEARCHED, notes=("the runbook search failed three times",))
            return Dossier((), to_markdown(advice), advice)
