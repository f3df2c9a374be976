"""The job that makes a semantic match that an overload or a crash postponed."""

import logging

from agents.candidates import CandidateSearch
from tools.errors import NotFound
from tools.nouns.jobs import Job
from tools.toolbox import Toolbox

logger = logging.getLogger(__name__)


class Match:
    """Finds problems similar to a ticket's fingerprint; the store decides. The first report need not be stored yet."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._store = toolbox.store
        self._search = CandidateSearch(
            toolbox.store, toolbox.background, toolbox.index, toolbox.adjudicator, toolbox.settings.policy
        )

    async def __call__(self, job: Job) -> None:
        """Raises Unavailable to be retried, NotFound if the ticket or the fingerprint is gone."""
        incident = await self._store.incident(job.tenant, job.incident_id)
        stored = await self._store.profiles(job.tenant, [job.fingerprint])
        if job.fingerprint not in stored:
            raise NotFound(f"no fingerprint {job.fingerprint!r}")
        candidates = await self._search.find(job.tenant, incident.service, stored[job.fingerprint])
        outcome = await self._store.rematch(job.tenant, job.fingerprint, candidates)
        logger.info("deferred match of %s: %s", job.incident_id, outcome)
