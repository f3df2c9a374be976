"""The background worker: does what verdicts left in the outbox, at least once, and finishes what died half-way."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from agents.candidates import CandidateSearch
from agents.context import Context
from agents.markdown import to_markdown
from api.intake.overload import Deferral, Pace
from graph.advising import advise, report_of
from graph.builder import Agents
from tools.errors import IncidentResponderError, NotFound, Unavailable
from tools.nouns.incidents import Dossier, Incident
from tools.nouns.knowledge import Advice
from tools.toolbox import Toolbox

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
        policy = toolbox.settings.policy
        self._matching = CandidateSearch(toolbox.store, toolbox.background, toolbox.index, toolbox.adjudicator, policy)
        self._doings = {NOTIFY: self._notify, MATCH: self._match, ADVISE: self._advise}
        self._measured = -MEASURE_SECONDS
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Sweep now and from then on, each kind of job by itself: what one waits for holds up no other."""
        loops = [self._repair(), *map(self._look_after, self._doings)]
        self._tasks = [asyncio.create_task(loop, name="worker") for loop in loops]

    async def stop(self) -> None:
        """End; a job that is cut off is leased again later."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def sweep(self) -> int:
        """Do what is due now: tell people, match, advise; returns how many jobs were tried."""
        return sum([await self._work(kind) for kind in self._doings])

    async def _measure(self) -> None:
        """Tell the bound on deferred matches how many there are, whichever process put them off."""
        if self._deferral.owed and time.monotonic() - self._measured >= MEASURE_SECONDS:
            self._measured = time.monotonic()
            owed = (await self._store.backlog()).get(MATCH)
            self._deferral.owed = owed.jobs if owed else 0

    async def _reconcile(self) -> int:
        """Let a store that has no transactions over several objects repair what a crash left half done."""
        repaired = await self._toolbox.reconciler.reconcile() if self._toolbox.reconciler else {}
        if any(repaired.values()):
            logger.info("reconciled: %s", dict(repaired))
        return sum(repaired.values())

    async def _look_after(self, kind: str) -> None:
        idle = SHORTEST_IDLE
        while True:
            busy = await _tried(partial(self._work, kind))
            idle = SHORTEST_IDLE if busy else min(LONGEST_IDLE, 2 * idle)
            if not busy:
                await asyncio.sleep(idle)

    async def _repair(self) -> None:
        while True:
            await _tried(self._reconcile)
            await asyncio.sleep(RECONCILE_SECONDS)

    async def _work(self, kind: str) -> int:
        """Do what is due of one kind. While matches are owed they come first: advice goes on one at a time."""
        most = 1 if kind == ADVISE and self._deferral.owed else BATCH
        jobs = await self._store.jobs((kind,), most, LEASE_SECONDS)
        if jobs and kind == NOTIFY:
            await self._pace.yield_to_reports()
            await asyncio.gather(*map(self._do, jobs))
        else:
            await asyncio.gather(*map(self._do_in_turn, jobs))
        if kind == MATCH:
            await self._measure()
        return len(jobs)

    async def _do_in_turn(self, job: Job) -> None:
        """Only advice takes one of the places, where it may wait for a model as long as the runs before it."""
        if job["kind"] == ADVISE:
            async with self._pace.slot():
                await self._do(job)
        else:
            await self._pace.yield_to_reports()
            await self._do(job)

    async def _do(self, job: Job) -> None:
        """One job's failure is no other's. A job that cannot even be ended comes back when its lease ends."""
        try:
            await self._store.finish(job["job_id"], **await self._outcome(job))
        except IncidentResponderError as error:
            logger.warning("%s of %s could not be ended: %s", job["kind"], job["incident_id"], error)

    async def _outcome(self, job: Job) -> dict[str, Any]:
        """Do it; returns what the store is told about its end."""
        try:
            await self._doings[job["kind"]](job)
        except NotFound:
            logger.info("job %s is dropped: what it was about is gone", job["job_id"])
        except Exception as error:
            wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(job["attempts"], 10))
            logger.warning("%s of %s failed, again in %.0f s: %r", job["kind"], job["incident_id"], wait, error)
            return {"retry_at": self._toolbox.clock() + wait, "error": repr(error)}
        return {}

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
        candidates = await self._matching.find(tenant, incident.service, stored[fingerprint])
        outcome = await self._store.rematch(tenant, fingerprint, candidates)
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


async def _tried(work: Callable[[], Awaitable[int]]) -> int:
    """What a piece of work returns; 0 when it could not be done now."""
    try:
        return await work()
    except IncidentResponderError as error:
        logger.warning("work is put off: %s", error)
    except Exception:
        logger.exception("work failed")
    return 0
