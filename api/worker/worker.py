"""The background worker: does the jobs in the outbox at least once, and finishes what a crash left half done."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from api.intake.overload import Deferral, Pace
from api.worker.advise import Advise
from api.worker.clock_steps import ClockSteps
from api.worker.deliveries import Deliveries, uncounted
from api.worker.match import Match
from api.worker.notify import Notify
from api.worker.recover import Accepting, Expire, Recover
from api.worker.repeated import Repeated
from api.worker.unacknowledged import LOOK_SECONDS, LOOK_SECONDS_OF_A_BUCKET, Unacknowledged
from graph.builder import Agents
from tools.errors import IncidentResponderError, NotFound
from tools.messages.telling import message_of
from tools.nouns.jobs import TIMERS, Job, JobKind
from tools.telemetry.spans import Attributes
from tools.toolbox import Toolbox

logger = logging.getLogger(__name__)
Handler = Callable[[Job], Awaitable[float | None]]
"""Returns when to do the job again (epoch seconds); None if it is done."""

MAX_LEASED = 16
JOB_LEASE_SECONDS = 90.0  # longer than the slowest job: a model's time box and a search
# A ticket's notices are leased one at a time, so one that a dead process held delays those after it. Storing deliveries
# takes milliseconds, a receiver of notices up to ANSWER_TIMEOUT_SECONDS.
NOTIFY_LEASE_SECONDS = 20.0
TIMER_LEASE_SECONDS = 2.0  # a timer's work is quick, and idempotent
TIMER_WAIT_SECONDS, TIMER_WAIT_SECONDS_OF_A_BUCKET = 0.25, 1.0  # a timer is late by this and by running jobs
SHORT_QUIET_SECONDS = 60.0
SHORTEST_IDLE_WAIT_SECONDS, LONGEST_IDLE_WAIT_SECONDS = (
    0.5,
    5.0,
)  # between looks at an empty outbox, which cost a request on S3
RECONCILE_EVERY_SECONDS = 60.0
COUNT_EVERY_SECONDS = 1.0
FIRST_RETRY_WAIT_SECONDS, LONGEST_RETRY_WAIT_SECONDS = 2.0, 45.0  # after an outage a backlog clears within a minute


class Worker:
    """One per process; leases keep two processes from doing the same job at the same time."""

    def __init__(
        self,
        toolbox: Toolbox,
        agents: Agents,
        pace: Pace | None = None,
        deferral: Deferral | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        count: Callable[[str, str], None] = uncounted,
    ) -> None:
        """`pace` makes jobs yield to reports; `deferral` receives the number of outstanding matches.

        `monotonic` is for noticing steps of the wall clock. `count` is called for each attempt of a delivery, with the
        destination and the outcome.
        """
        self._store = toolbox.store
        self._clock = toolbox.clock
        self._tracing = toolbox.tracing
        self._reconciler = toolbox.reconciler
        self._pace = pace or Pace()
        self._deferral = deferral or Deferral(0)
        self.deliveries = Deliveries(toolbox, self._pace.yield_to_reports, count)
        rendered = partial(message_of, tickets=toolbox.store, base_url=toolbox.settings.base_url)
        notify = Notify(toolbox, rendered, self.deliveries.wake)
        self.unacknowledged = Unacknowledged(toolbox.watches, toolbox.store, toolbox.clock, notify)
        every = LOOK_SECONDS if toolbox.reconciler is None else LOOK_SECONDS_OF_A_BUCKET
        self._waiting = Repeated("telling of what nobody acknowledged", self.unacknowledged.look, every)
        self._handlers: dict[JobKind, Handler] = {
            JobKind.NOTIFY: notify,
            JobKind.MATCH: Match(toolbox),
            JobKind.ADVISE: Advise(toolbox.store, agents),
        }
        self._steps, self._accepting = ClockSteps(toolbox.clock, monotonic), Accepting(monotonic)
        self._handlers |= {
            JobKind.RECOVER: Recover(toolbox.store, toolbox.clock, self._steps),
            JobKind.EXPIRE: Expire(toolbox.store, toolbox.clock, self._accepting),
        }
        self._longest_waits = _longest_waits(toolbox)
        self._counted_at = -COUNT_EVERY_SECONDS
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start one loop for each kind of job, so that a slow kind does not delay the others."""
        loops = [self._reconcile_again_and_again(), *map(self._work_again_and_again, self._handlers)]
        self._tasks = [asyncio.create_task(loop, name="worker") for loop in loops]
        self.deliveries.start()
        self._waiting.start()

    async def stop(self) -> None:
        """Stop; a cancelled job is leased again later."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._waiting.stop()
        await self.deliveries.stop()

    async def sweep(self) -> int:
        """Make one pass over everything that is due: notices, matches, advice. Returns how many jobs and deliveries.

        For use without a running process, such as a function started on a schedule; a server uses `start`.
        """
        done = sum([await self._work(kind) for kind in self._handlers]) + await self.unacknowledged.look()
        return done + await self.deliveries.sweep()

    async def reconcile(self) -> int:
        """Let a store without multi-object transactions repair what crashes left half done.

        Makes one pass, like `sweep`; returns the number of repairs.
        """
        repaired = await self._reconciler.reconcile() if self._reconciler else {}
        if any(repaired.values()):
            logger.info("reconciled: %s", dict(repaired))
        return sum(repaired.values())

    async def _work_again_and_again(self, kind: JobKind) -> None:
        longest = self._longest_waits.get(kind, LONGEST_IDLE_WAIT_SECONDS)
        idle = shortest = min(SHORTEST_IDLE_WAIT_SECONDS, longest)
        while True:
            busy = await _tried(partial(self._work, kind))
            idle = shortest if busy else min(longest, 2 * idle)
            if not busy:
                await asyncio.sleep(idle)

    async def _reconcile_again_and_again(self) -> None:
        while True:
            await _tried(self.reconcile)
            await asyncio.sleep(RECONCILE_EVERY_SECONDS)

    async def _work(self, kind: JobKind) -> int:
        """Do the due jobs of one kind. Outstanding matches have priority: advice then runs one job at a time."""
        most = 1 if kind is JobKind.ADVISE and self._deferral.owed else MAX_LEASED
        lease = NOTIFY_LEASE_SECONDS if kind is JobKind.NOTIFY else JOB_LEASE_SECONDS
        jobs = await (self._timers(kind) if kind in TIMERS else self._store.jobs((kind,), most, lease))
        if jobs and kind is JobKind.NOTIFY:
            await self._pace.yield_to_reports()
            await asyncio.gather(*map(self._do, jobs))
        else:
            await asyncio.gather(*map(self._do_in_turn, jobs))
        if kind is JobKind.MATCH:
            await self._count_owed_matches()
        return len(jobs)

    async def _timers(self, kind: JobKind) -> Sequence[Job]:
        """The timers that may be due, even if the clock was changed meanwhile."""
        if self._steps.look():
            self._accepting.broken()
        try:
            jobs = await self._store.jobs((kind,), MAX_LEASED, TIMER_LEASE_SECONDS, ahead=self._steps.set_back)
        except IncidentResponderError:
            self._accepting.broken()
            raise
        self._accepting.look()
        return jobs

    async def _do_in_turn(self, job: Job) -> None:
        """Advice takes a slot, since it may wait for a model; other jobs only yield to reports."""
        if job.kind is JobKind.ADVISE:
            async with self._pace.slot():
                await self._do(job)
        else:
            await self._pace.yield_to_reports()
            await self._do(job)

    async def _do(self, job: Job) -> None:
        """Do one job; its failure does not affect the others. If it cannot be finished, it is leased again later."""
        about: Attributes = {
            "incident_responder.incident_id": job.incident_id,
            "incident_responder.tries": job.attempts,
        }
        with self._tracing.root(f"job {job.kind.value}", attributes=about) as span:
            retry_at, error = await self._attempt(job)
            if span is not None and error:
                span.fail("retried")
            try:
                await self._store.finish(job.job_id, retry_at=retry_at, error=error)
            except IncidentResponderError as refused:
                logger.warning("%s of %s could not be finished: %s", job.kind, job.incident_id, refused)

    async def _attempt(self, job: Job) -> tuple[float | None, str]:
        """Run a job; returns when to retry it (None: it is done) and what went wrong."""
        try:
            return await self._handlers[job.kind](job), ""
        except NotFound:
            logger.info("job %s is dropped: its ticket or fingerprint is gone", job.job_id)
        except Exception as error:
            wait = min(LONGEST_RETRY_WAIT_SECONDS, FIRST_RETRY_WAIT_SECONDS * 2 ** min(job.attempts, 10))
            logger.warning("%s of %s failed, retried in %.0f s: %r", job.kind, job.incident_id, wait, error)
            return self._clock() + wait, repr(error)
        return None, ""

    async def _count_owed_matches(self) -> None:
        """Correct the count of deferred matches from the outbox, which includes those of other processes."""
        if self._deferral.owed and time.monotonic() - self._counted_at >= COUNT_EVERY_SECONDS:
            self._counted_at = time.monotonic()
            owed = (await self._store.backlog()).get(JobKind.MATCH)
            self._deferral.owed = owed.jobs if owed else 0


def _longest_waits(toolbox: Toolbox) -> dict[JobKind, float]:
    """The longest wait between looks for due timers: on S3 a look costs a request, in a database almost nothing."""
    if toolbox.reconciler is None:
        return {JobKind.RECOVER: TIMER_WAIT_SECONDS}
    is_short = toolbox.settings.recovery_quiet_seconds <= SHORT_QUIET_SECONDS
    return {JobKind.RECOVER: TIMER_WAIT_SECONDS_OF_A_BUCKET} if is_short else {}


async def _tried(work: Callable[[], Awaitable[int]]) -> int:
    """Run some work and return its result; 0 if it failed."""
    try:
        return await work()
    except IncidentResponderError as error:
        logger.warning("work is postponed: %s", error)
    except Exception:
        logger.exception("work failed")
    return 0
