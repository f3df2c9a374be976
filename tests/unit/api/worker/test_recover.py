"""Timers of recoveries: neither early nor late, whatever becomes of the clock, and silence that nobody could break."""

import pytest
from typing_extensions import override

from api.worker.clock_steps import ClockSteps
from api.worker.recover import Accepting, Expire, Recover
from tests.support.clock import ManualClock
from tests.support.doubles.ports import Store
from tools.nouns.activations import RecoveryDue
from tools.nouns.jobs import Job, JobKind, Timer


class Times:
    """A wall clock and a monotonic one."""

    def __init__(self) -> None:
        self.wall, self.monotonic = ManualClock(), ManualClock(10.0)

    def pass_(self, seconds: float) -> None:
        self.wall.pass_(seconds)
        self.monotonic.pass_(seconds)


class Timers(Store):
    """Answers about timers as the test says."""

    def __init__(self, found: RecoveryDue = RecoveryDue.RESOLVED, again: float | None = None) -> None:
        super().__init__()
        self.found, self.again = found, again
        self.asked: list[object] = []

    @override
    async def recovery_due(self, job_id: str) -> RecoveryDue:
        self.asked.append(job_id)
        return self.found

    @override
    async def expire(self, job_id: str, accepting_for: float) -> float | None:
        self.asked.append(accepting_for)
        return self.again


def job(timer: Timer | None) -> Job:
    return Job("1", JobKind.RECOVER, "default", "inc_1", "", "", 1, timer=timer)


@pytest.fixture
def times() -> Times:
    return Times()


def recover(times: Times, store: Timers) -> tuple[Recover, ClockSteps]:
    steps = ClockSteps(times.wall, times.monotonic)
    return Recover(store, times.wall, steps), steps


async def test_a_timer_runs_when_it_is_due(times: Times) -> None:
    store, timer = Timers(), Timer(times.wall(), 900)
    work, _ = recover(times, store)
    assert await work(job(timer)) == timer.due
    times.pass_(900)
    assert (await work(job(timer)), store.asked) == (None, ["1"])


async def test_a_clock_that_is_set_forward_makes_no_timer_early(times: Times) -> None:
    store, timer = Timers(), Timer(times.wall(), 900)
    work, steps = recover(times, store)
    times.pass_(100)
    times.wall.pass_(3600)
    assert steps.look()
    assert await work(job(timer)) == timer.due + 3600
    times.pass_(800)
    assert (await work(job(timer)), store.asked) == (None, ["1"])


async def test_a_clock_that_is_set_back_makes_no_timer_late(times: Times) -> None:
    store, timer = Timers(), Timer(times.wall(), 900)
    work, steps = recover(times, store)
    times.pass_(100)
    times.wall.pass_(-3600)
    assert steps.look()
    assert not steps.look()
    assert steps.set_back == 3600
    assert await work(job(timer)) == timer.due - 3600
    times.pass_(800)
    assert (await work(job(timer)), store.asked) == (None, ["1"])


async def test_a_timer_that_was_set_after_a_step_is_not_moved(times: Times) -> None:
    work, steps = recover(times, Timers())
    times.wall.pass_(3600)
    steps.look()
    timer = Timer(times.wall(), 900)
    times.pass_(900)
    assert await work(job(timer)) is None


async def test_after_a_restart_a_timer_waits_at_most_its_own_time(times: Times) -> None:
    timer = Timer(times.wall() + 86_400, 900)  # set before the clock was set back, by a process that is gone
    work, _ = recover(times, Timers())
    assert await work(job(timer)) == times.wall() + 900


async def test_it_looks_again_while_a_match_is_to_come(times: Times) -> None:
    work, _ = recover(times, Timers(RecoveryDue.WAITS))
    assert await work(job(None)) == times.wall() + 1


async def test_silence_counts_only_while_repeats_could_have_come(times: Times) -> None:
    accepting, store = Accepting(times.monotonic), Timers(again=times.wall() - 5)
    work = Expire(store, times.wall, accepting)
    times.pass_(30)
    accepting.look()
    assert await work(job(None)) == times.wall() + 5
    accepting.broken()
    times.pass_(20)
    await work(job(None))
    times.pass_(100)  # suspended
    accepting.look()
    await work(job(None))
    assert store.asked == [30, 20, 0]


async def test_nothing_is_left_to_expire(times: Times) -> None:
    work = Expire(Timers(), times.wall, Accepting(times.monotonic))
    assert await work(job(None)) is None
