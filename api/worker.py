"""The background worker: does what verdicts left in the outbox, at least once, and finishes what died half-way."""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from agents.candidates import CandidateSearch
from agents.context import Context
from agents.markdown import to_markdown
from api.deferral import Deferral
from api.pace import Pace
from graph.advising import advise, report_of
from graph.builder import Agents
from tools.errors import IncidentResponderError, NotFound, Unavailable
from tools.knowledge import Advice
from tools.toolbox import Toolbox
from tools.types import Dossier, Incident

logger = logging.getLogger(__name__)
Job = Mapping[str, Any]

ADVISE, MATCH, NOTIFY = "advise", "match", "notify"
BATCH = 16
LEASE_SECONDS = 90.0  # longer than the slowest job: a model's time box and a search
SHORTEST_IDLE, LONGEST_IDLE = 0.5, 5.0  # between looks at an outbox that stays empty, which costs a request on S3
RECONCILE_SECONDS = 60.0
MEASURE_SECONDS = 1.0
FIRST_RETRY, LONGEST_RETRY = 2.0, 45.0  # a backlog is gone within a minute after an outage, however long it was
MODEL_ATTEMPTS = 2  # the live run's and one more: a ticket costs two calls at most
LAST_ATTEMPT = 3
UNSEARCHED = "the runbooks could not be searched; ask for advice again when the service has recovered"


class Worker:
    """One per process; leases keep two processes from doing a job twice at a time."""

    def __init__(
        self, toolbox: Toolbox, agents: Agents, pace: Pace | None = None, deferral: Deferral | None = None
    ) -> None:
        """`pace` lets jobs give way to reports; `deferral` is told how many matches are still owed."""
        self._toolbox = toolbox
        self._store = toolbox.store
        self._agents = agents
        self._pace = pace or Pace()
        self._deferral = deferral or Deferral(0)
        self._matching = CandidateSearch(toolbox.store, toolbox.background, toolbox.index, toolbox.adjudicator)
        self._doings = {ADVISE: self._advise, MATCH: self._match, NOTIFY: self._notify}
        self._measured = -MEASURE_SECONDS
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Sweep now and from then on."""
        self._task = asyncio.create_task(self._run(), name="worker")

    async def stop(self) -> None:
        """End; a job that is cut off is leased again later."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def sweep(self) -> int:
        """Do what is due now, people told first; returns how many jobs were tried."""
        jobs = await self._store.jobs(tuple(self._doings), BATCH, LEASE_SECONDS)
        notices = [job for job in jobs if job["kind"] == NOTIFY]
        if notices:
            async with self._pace.turn():
                await asyncio.gather(*map(self._do, notices))
        await asyncio.gather(*(self._do_in_turn(job) for job in jobs if job["kind"] != NOTIFY))
        return len(jobs)

    async def measure(self) -> None:
        """Tell the bound on deferred matches how many there are, whichever process put them off."""
        if self._deferral.owed and time.monotonic() - self._measured >= MEASURE_SECONDS:
            self._measured = time.monotonic()
            owed = (await self._store.backlog()).get(MATCH)
            self._deferral.owed = owed.jobs if owed else 0

    async def reconcile(self) -> None:
        """Let a store that has no transactions over several objects repair what a crash left half done."""
        if self._toolbox.reconciler:
            repaired = await self._toolbox.reconciler.reconcile()
            if any(repaired.values()):
                logger.info("reconciled: %s", dict(repaired))

    async def _run(self) -> None:
        idle, reconciled = SHORTEST_IDLE, -RECONCILE_SECONDS
        while True:
            busy = 0
            try:
                if time.monotonic() - reconciled >= RECONCILE_SECONDS:
                    reconciled = time.monotonic()
                    await self.reconcile()
                busy = await self.sweep()
                await self.measure()
            except IncidentResponderError as error:
                logger.warning("the outbox cannot be worked on now: %s", error)
            except Exception:
                logger.exception("a sweep failed")
            idle = SHORTEST_IDLE if busy else min(LONGEST_IDLE, 2 * idle)
            if not busy:
                await asyncio.sleep(idle)

    async def _do_in_turn(self, job: Job) -> None:
        async with self._pace.turn():
            await self._do(job)

    async def _do(self, job: Job) -> None:
        try:
            await self._doings[job["kind"]](job)
        except NotFound:
            logger.info("job %s is dropped: what it was about is gone", job["job_id"])
        except Exception as error:
            wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(job["attempts"], 10))
            logger.warning("%s of %s failed, again in %.0f s: %r", job["kind"], job["incident_id"], wait, error)
            await self._store.finish(job["job_id"], retry_at=self._toolbox.clock() + wait, error=repr(error))
            return
        await self._store.finish(job["job_id"])

    async def _advise(self, job: Job) -> None:
        """Every ticket ends with one advice; when the runbooks cannot be searched at all, with an abstention."""
        tenant, incident_id = job["tenant"], job["incident_id"]
        incident = await self._store.incident(tenant, incident_id)
        if incident.dossier.advice is None:
            await self._store.save_advice(tenant, incident_id, await self._dossier(incident, job))

    async def _dossier(self, incident: Incident, job: Job) -> Dossier:
        attempt = job["attempts"]
        report = await report_of(self._store, incident, job["request_id"])
        try:
            return await advise(self._agents, incident, report, Context(use_model=attempt <= MODEL_ATTEMPTS))
        except Unavailable:
            if attempt < LAST_ATTEMPT:
                raise
            advice = Advice(abstained=True, reason=UNSEARCHED, notes=("the runbook search failed three times",))
            return Dossier((), to_markdown(advice), advice.to_wire())

    async def _match(self, job: Job) -> None:
        """The semantic match that an overload or a crash put off; its first report may never have been stored."""
        tenant, fingerprint = job["tenant"], job["fingerprint"]
        incident = await self._store.incident(tenant, job["incident_id"])
        stored = await self._store.profiles(tenant, [fingerprint])
        if fingerprint not in stored:
            raise NotFound(f"no fingerprint {fingerprint!r}")
        policy = self._toolbox.settings.policy
        candidates = await self._matching.find(tenant, incident.service, stored[fingerprint], policy)
        outcome = await self._store.rematch(tenant, fingerprint, candidates, policy)
        logger.info("deferred match of %s: %s", job["incident_id"], outcome)

    async def _notify(self, job: Job) -> None:
        payload = job["payload"]
        await self._toolbox.notifier.notify(
            {
                "id": f"{job['incident_id']}:{job['job_id']}",
                "kind": payload["event"],
                "tenant": job["tenant"],
                "incident_id": job["incident_id"],
                "at": payload["at"],
                "data": payload,
            }
        )
