"""The jobs for alerts that end: resolve tickets that stayed quiet, and expire alerts that are no longer repeated."""

import time
from collections.abc import Callable

from api.worker.clock_steps import ClockSteps
from tools.nouns.activations import RecoveryDue
from tools.nouns.jobs import Job
from tools.ports import Clock, TicketStore

LOOK_AGAIN_SECONDS = 1.0
EXPIRY_LOOK_SECONDS = 5.0
LONGEST_BREAK_SECONDS = 60.0
"""The longest time between two looks while repeats are accepted; after a longer break it counts as an outage."""


class Recover:
    """Resolves a job's ticket when its quiet time is over, unless something happened meanwhile."""

    def __init__(self, store: TicketStore, clock: Clock, steps: ClockSteps) -> None:
        self._store = store
        self._clock = clock
        self._steps = steps

    async def __call__(self, job: Job) -> float | None:
        """Run the job. Returns when to look again (epoch seconds); None: it is done."""
        now, timer = self._clock(), job.timer
        if timer is not None:
            due = min(timer.due + self._steps.moved(timer.set_at), now + timer.delay)
            if due > now:
                return due
        found = await self._store.recovery_due(job.job_id)
        return now + LOOK_AGAIN_SECONDS if found is RecoveryDue.WAITS else None


class Accepting:
    """How long this process has accepted repeats without a break, by the monotonic clock."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._since = self._looked = monotonic()

    def broken(self) -> None:
        """Restart the measurement: reports could not be accepted, or the clock was changed."""
        self._since = self._looked = self._monotonic()

    def look(self) -> None:
        """Record that everything works. A long break since the last look counts as an outage."""
        now = self._monotonic()
        if now - self._looked > LONGEST_BREAK_SECONDS:
            self._since = now
        self._looked = now

    @property
    def seconds(self) -> float:
        """The time in seconds."""
        return self._monotonic() - self._since


class Expire:
    """Ends alerts that were not repeated within the time their sender announced, if repeats could have arrived."""

    def __init__(self, store: TicketStore, clock: Clock, accepting: Accepting) -> None:
        self._store = store
        self._clock = clock
        self._accepting = accepting

    async def __call__(self, job: Job) -> float | None:
        """Run the job. Returns when to look again (epoch seconds); None: nothing is left to expire."""
        again = await self._store.expire(job.job_id, self._accepting.seconds)
        return None if again is None else max(again, self._clock() + EXPIRY_LOOK_SECONDS)
