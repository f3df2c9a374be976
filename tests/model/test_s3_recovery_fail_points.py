"""A crash before or after any call of a firing, an end or a timer: told again, everything is as if it had come once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.model.store_invariants import broken
from tests.support.clock import START, ManualClock
from tests.support.servers.memory_bucket import Crash, CrashingBucket, MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story, judge_by_cosine, near
from tools.nouns.activations import ActivationCounts, RecoveryDue
from tools.nouns.events import Cure
from tools.nouns.incidents import IncidentQuery, Status
from tools.resilience import Guard
from tools.tickets.s3 import S3Store

BEGAN = START - 5000
MAX_CALLS = 200
Act = Callable[[Story], Awaitable[Any]]


def story_on(bucket: MemoryBucket, clock: ManualClock, sent: int = 0) -> Story:
    story = Story(S3Store(bucket, clock, Guard("memory")), clock)
    story.sent = sent
    return story


async def prepare(story: Story) -> None:
    """One alert fires, one has ended and recovers, one fires on a resolved ticket, and two are one family."""
    await story.fire("firing", alert="f", start=BEGAN)
    await story.fire("over", alert="o", start=BEGAN)
    await story.end("o", start=BEGAN, at=BEGAN + 10)
    fixed = await story.fire("fixed", alert="x", start=BEGAN)
    await story.resolve(fixed.incident_id)
    one = await story.fire("one", alert="1", start=BEGAN)
    other = await story.fire("other", alert="2", start=BEGAN)
    await story.merge(other.incident_id, one.incident_id)
    story.clock.pass_(1000)


async def first(story: Story) -> object:
    return await story.fire("new", alert="n", start=BEGAN, found=near(degrees=90))


async def first_like_another(story: Story) -> object:
    """Its opening is found to be a rival of an older problem."""
    return await story.fire("new", alert="n", start=BEGAN, found=near(upto=0))


async def another(story: Story) -> object:
    return await story.fire("firing", alert="f", start=BEGAN + 60)


async def reminder(story: Story) -> object:
    return await story.fire("firing", alert="f", start=BEGAN)


async def refired(story: Story) -> object:
    return await story.fire("over", alert="o", start=BEGAN + 60)


async def did_not_hold(story: Story) -> object:
    return await story.fire("fixed", alert="x", start=BEGAN)


async def ended(story: Story) -> object:
    return await story.end("f", start=BEGAN, at=BEGAN + 20)


async def merged_ended(story: Story) -> object:
    await story.end("1", start=BEGAN, at=BEGAN + 20)
    return await story.end("2", start=BEGAN, at=BEGAN + 30)


async def before_its_firing(story: Story) -> object:
    await story.end("n", start=BEGAN, at=BEGAN + 20)
    return await first(story)


async def timer(story: Story) -> object:
    return await story.quiet(0.0)


ACTS = (
    first,
    first_like_another,
    another,
    reminder,
    refired,
    did_not_hold,
    ended,
    merged_ended,
    before_its_firing,
    timer,
)


@dataclass(frozen=True)
class Seen:
    """What people see of the tickets, in no order."""

    tickets: frozenset[tuple[str, int, Status, int, ActivationCounts, bool, str]]


async def seen(story: Story) -> Seen:
    page = await story.store.incidents("default", IncidentQuery(limit=100))
    found = set()
    for each in page.items:
        one = await story.see(each.incident_id)
        cure = one.resolution.cure if one.resolution is not None else ""
        recovering = one.recovering_since is not None
        shown = (one.title, one.generation, one.status, one.occurrences, one.activations, recovering, str(cure))
        found.add(shown)
    return Seen(frozenset(found))


@pytest.fixture(scope="module")
def prepared() -> tuple[Objects, float]:
    async def made() -> tuple[Objects, float]:
        clock = ManualClock()
        objects = Objects(clock)
        await prepare(story_on(MemoryBucket(objects), clock))
        return objects, clock()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tools.rules.choices.judge", judge_by_cosine)
        return asyncio.run(made())


def fresh(prepared: tuple[Objects, float]) -> tuple[Objects, ManualClock]:
    clock = ManualClock(prepared[1])
    return prepared[0].copy(clock), clock


async def as_if_once(act: Act, prepared: tuple[Objects, float]) -> Seen:
    """What is to be seen when nothing fails, and it is told twice."""
    objects, clock = fresh(prepared)
    story = story_on(MemoryBucket(objects), clock, sent=100)
    await act(story)
    clock.pass_(30)
    await act(story_on(MemoryBucket(objects), clock, sent=200))
    return await seen(story)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_told_again_it_is_as_if_told_once(
    act: Act, after: bool, prepared: tuple[Objects, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.rules.choices.judge", judge_by_cosine)
    wanted, problems, died = await as_if_once(act, prepared), {}, True
    for at in range(1, MAX_CALLS):
        objects, clock = fresh(prepared)
        bucket = CrashingBucket(objects, at, after=after)
        running = asyncio.ensure_future(act(story_on(bucket, clock, sent=100)))
        await asyncio.wait({running}, timeout=30)
        died = bucket.died
        assert died == isinstance(running.exception(), Crash)
        clock.pass_(300)
        story = story_on(MemoryBucket(objects), clock, sent=200)
        await story.store.reconcile(0.0, thorough=True)
        await act(story)
        found = await broken(story.store, ())
        if (now := await seen(story)) != wanted:
            found.append(f"{sorted(now.tickets - wanted.tickets, key=str)} is not {wanted.tickets - now.tickets}")
        if found:
            problems[at] = found
        if not died:
            break
    assert not died
    assert problems == {}


async def test_two_processes_run_one_timer_and_one_of_them_resolves(prepared: tuple[Objects, float]) -> None:
    objects, clock = fresh(prepared)
    one, other = (story_on(MemoryBucket(objects), clock, sent=number) for number in (100, 200))
    [job] = await one.jobs("recover")
    ended = await asyncio.gather(*(each.store.recovery_due(job.job_id) for each in (one, other, one, other)))
    assert sorted(ended) == [RecoveryDue.GONE] * 3 + [RecoveryDue.RESOLVED]
    page = await one.store.incidents("default", IncidentQuery(status=Status.RESOLVED))
    assert [each.resolution and each.resolution.cure for each in page.items] == [Cure.FIXED, Cure.RECOVERED]


async def test_one_alert_delivered_by_several_processes_counts_once(prepared: tuple[Objects, float]) -> None:
    objects, clock = fresh(prepared)
    stories = [story_on(MemoryBucket(objects), clock, sent=100 * number) for number in range(1, 5)]
    answers = await asyncio.gather(*(first(each) for each in stories))
    assert [each.reminder for each in answers].count(False) == 1  # type: ignore[attr-defined]
    assert {each.occurrences for each in answers} == {1}  # type: ignore[attr-defined]
    clock.pass_(1000)
    answers = await asyncio.gather(*(did_not_hold(each) for each in stories))
    assert {each.occurrences for each in answers} == {1}  # type: ignore[attr-defined]
    page = await stories[0].store.incidents("default", IncidentQuery(limit=100))
    assert len([each for each in page.items if each.title == "fixed"]) == 2
