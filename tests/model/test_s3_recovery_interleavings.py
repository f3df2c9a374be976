"""One act of an alert's life within another, at each of its calls: nothing that fires is resolved, no end is lost."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from tests.support.clock import START, ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story, judge_by_cosine, near
from tools.errors import Unavailable
from tools.nouns.events import Cure
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.resilience import Guard
from tools.tickets.s3 import S3Store

BEGAN = START - 5000
MAX_CALLS = 120
Act = Callable[[Story], Awaitable[Any]]


class InterruptedBucket(MemoryBucket):
    """Before its n-th call another process does something, from beginning to end."""

    def __init__(self, objects: Objects, at: int, meanwhile: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(objects)
        self._at, self._meanwhile = at, meanwhile
        self.interrupted = False

    async def _before(self) -> int:
        call = await super()._before()
        if call == self._at:
            self.interrupted = True
            await self._meanwhile()
        return call


def story_on(bucket: MemoryBucket, clock: ManualClock, sent: int) -> Story:
    story = Story(S3Store(bucket, clock, Guard("memory")), clock)
    story.sent = sent
    return story


async def fires(story: Story) -> object:
    return await story.fire("disk full", start=BEGAN, found=near())


async def fires_anew(story: Story) -> object:
    return await story.fire("disk full", start=BEGAN + 60, found=near())


async def other_fires(story: Story) -> object:
    return await story.fire("disk full", alert="b", start=BEGAN + 60, found=near())


async def reported(story: Story) -> object:
    return await story.report("disk full", found=near())


async def ends(story: Story) -> object:
    return await story.end(start=BEGAN, at=BEGAN + 10)


async def ends_anew(story: Story) -> object:
    return await story.end(start=BEGAN + 60, at=BEGAN + 70)


async def timer(story: Story) -> object:
    return await story.quiet(0.0)


async def recovering(story: Story) -> None:
    await fires(story)
    await ends(story)
    story.clock.pass_(1000)


async def nothing(story: Story) -> None:
    """An empty bucket."""


async def firing(story: Story) -> None:
    await fires(story)


CASES = [
    (nothing, fires, ends), (nothing, ends, fires), (nothing, fires, fires), (firing, fires_anew, ends_anew),
    (firing, ends, other_fires), (firing, ends, reported), (firing, reported, ends), (firing, ends, ends),
    (recovering, timer, fires_anew), (recovering, fires_anew, timer), (recovering, timer, reported),
    (recovering, reported, timer), (recovering, timer, other_fires), (recovering, timer, timer),
    (recovering, timer, ends),
]  # fmt: skip


@pytest.mark.parametrize(("before", "act", "meanwhile"), CASES, ids=lambda act: act.__name__)
async def test_another_act_within_it(before: Act, act: Act, meanwhile: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.rules.choices.judge", judge_by_cosine)
    problems = {}
    for at in range(1, MAX_CALLS):
        clock = ManualClock()
        objects = Objects(clock)
        await before(story_on(MemoryBucket(objects), clock, 100))
        other = story_on(MemoryBucket(objects), clock, 200)
        bucket = InterruptedBucket(objects, at, partial(_unless_busy, meanwhile, other))
        await act(story_on(bucket, clock, 300))
        if not bucket.interrupted:
            break
        if found := await flaws(other, {before, act, meanwhile}):
            problems[at] = found
    assert at > 3
    assert problems == {}


async def _unless_busy(act: Act, story: Story) -> None:
    """A report that another process is writing is refused, and sent again later."""
    with suppress(Unavailable):
        await act(story)


async def flaws(story: Story, acts: set[Act]) -> list[str]:
    """What nobody may see, whatever came first."""
    store: Any = story.store
    story.clock.pass_(300)
    await store.reconcile(0.0, thorough=True)
    found = list(await store.verify())
    page = await story.store.incidents("default", IncidentQuery(limit=100))
    open_now, kept = set[str](), 0
    for ticket in page.items:
        activations = await story.store.activations("default", ticket.incident_id)
        kept += len(activations)
        firing = {f"{each.dedup_key}{each.starts_at}" for each in activations if each.end is None}
        open_now |= firing
        if firing and _recovered(ticket):
            found.append(f"resolved while it fires: {firing}")
        keyless = ticket.occurrences > len(activations)
        if (firing or keyless) and ticket.recovering_since is not None:
            found.append("it recovers although something fires, or was reported without a key")
        if keyless and _recovered(ticket):
            found.append("a report without a key was resolved with it")
        if not firing and not keyless and ticket.status.live and ticket.recovering_since is None:
            found.append("everything has ended, and nothing waits for it")
    if f"a{BEGAN:.0f}" in open_now and ends in (acts | {recovering}):
        found.append("an end was lost")
    if sum(each.occurrences for each in page.items) != kept + (reported in acts):
        found.append("an activation was not counted once")
    return found


def _recovered(ticket: Incident) -> bool:
    return (
        ticket.status is Status.RESOLVED
        and ticket.resolution is not None
        and (ticket.resolution.cure is Cure.RECOVERED)
    )
