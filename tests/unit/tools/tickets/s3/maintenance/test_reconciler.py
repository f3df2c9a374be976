"""After a crash on S3, whatever a live ticket waits for is somebody's job."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import Crash, CrashingBucket, MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import CRITICAL, Story, near
from tools.errors import StoreUnavailable
from tools.nouns.event_kinds import EventKind
from tools.nouns.explanations import ActEntry
from tools.nouns.incidents import Incident
from tools.nouns.jobs import JobKind
from tools.nouns.policy import DEFAULTS, Policy
from tools.nouns.reports import Candidate, Profile
from tools.resilience import Guard
from tools.rules.matching import Band, Judgement
from tools.tickets.s3 import S3Store

MAX_CALLS = 60
pytestmark = pytest.mark.usefixtures("judged_by_cosine")
LIKE_A = near(Candidate("api||a", 0.99))


async def on_every_crash(story_of: Callable[[Story, Story], Awaitable[Any]], policy: Policy = DEFAULTS) -> list[Any]:
    """What the story returned for a death after each call of the process it is given, until one outlives it."""
    returned = []
    for at in range(1, MAX_CALLS):
        clock = ManualClock()
        objects = Objects(clock)
        bucket = CrashingBucket(objects, at, after=True)
        store = S3Store(MemoryBucket(objects), clock, Guard("memory"), policy)
        dying = S3Store(bucket, clock, Guard("memory"), policy)
        returned.append(await story_of(Story(dying, clock), Story(store, clock)))
        clock.pass_(300)
        await store.reconcile(thorough=True)
        assert await store.verify() == []
        if not bucket.died:
            break
    assert not bucket.died
    return returned


async def dies(work: Awaitable[Any]) -> None:
    running = asyncio.ensure_future(work)
    await asyncio.wait({running})
    assert isinstance(running.exception(), Crash | None)


class FailingBucket(MemoryBucket):
    """Out of reach from its n-th call on."""

    def __init__(self, objects: Objects, at: int) -> None:
        super().__init__(objects)
        self.at = at

    async def _before(self) -> int:
        if self.calls >= self.at:
            raise StoreUnavailable("away")
        return await super()._before()


async def test_jobs_taken_before_s3_went_away_are_handed_out() -> None:
    handed_out = set()
    for at in range(1, MAX_CALLS):
        clock = ManualClock()
        objects = Objects(clock)
        story = Story(S3Store(MemoryBucket(objects), clock, Guard("memory")), clock)
        for text in ("a", "b"):
            await story.report(text)
        failing: Any = S3Store(FailingBucket(objects, at), clock, Guard("memory"))
        try:
            taken = await failing.jobs((JobKind.NOTIFY,), 16, 90.0)
        except StoreUnavailable:
            taken = []
        assert len(taken) + len(await story.jobs("notify")) == 2
        handed_out.add(len(taken))
    assert handed_out == {0, 1, 2}


async def test_a_merge_whose_winner_was_resolved_meanwhile() -> None:
    async def merged(dying: Story, story: Story) -> int:
        winner, loser = await story.report("a"), await story.report("b")
        await dies(dying.merge(loser.incident_id, winner.incident_id))
        await story.resolve(winner.incident_id)
        story.clock.pass_(300)
        await story.store.reconcile()  # type: ignore[attr-defined]
        return (await story.report("a")).incident_id != winner.incident_id

    assert any(await on_every_crash(merged))


@pytest.mark.parametrize("resolved", [True, False])
async def test_a_new_problem_that_is_matched_before_people_were_told(resolved: bool) -> None:
    async def matched(dying: Story, story: Story) -> str:
        first = await story.report("a")
        if resolved:
            await story.resolve(first.incident_id)
        dying.sent = 100
        await dies(dying.report("c", found=near(degrees=90)))
        story.clock.pass_(61)
        await story.report("c", request_id="req_default_101")
        outcome = await story.store.rematch("default", "api||c", LIKE_A)
        if outcome == "merged":
            [merged] = [
                each.event.data
                for each in await story.store.explain("default", first.incident_id)
                if isinstance(each, ActEntry) and each.kind is EventKind.ABSORBED
            ]
            await story.split(first.incident_id, merged_incident_id=merged.incident_id)
        return outcome

    assert ("regression" if resolved else "merged") in await on_every_crash(matched)


async def test_a_late_match_that_died_half_way_is_searched_for_again() -> None:
    async def matched(dying: Story, story: Story) -> str:
        """Only the index, which a reconciler has not got, finds `a`."""
        await story.report("a", found=near(degrees=90))
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        assert len(await story.jobs("match")) == 1
        await dies(dying.store.rematch("default", profile.fingerprint, LIKE_A))
        story.clock.pass_(300)
        await story.store.reconcile()  # type: ignore[attr-defined]
        seen = await story.see(hasty.incident_id)
        assert seen.merged_into or "semantic" in seen.pending
        return await story.store.rematch("default", profile.fingerprint, LIKE_A)

    assert set(await on_every_crash(matched)) == {"merged", "none"}


async def test_a_ticket_closed_with_its_twin_leads_to_it() -> None:
    async def matched(dying: Story, story: Story) -> tuple[str, bool]:
        first = await story.report("a")
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        await story.resolve(first.incident_id)
        await dies(dying.store.rematch("default", profile.fingerprint, LIKE_A))
        story.clock.pass_(300)
        await story.store.rematch("default", profile.fingerprint, LIKE_A)
        seen, back = await story.see(hasty.incident_id), await story.report("c")
        return seen.status.value, back.regression_of == first.incident_id

    assert set(await on_every_crash(matched)) == {("RESOLVED", True)}


async def test_a_regression_cut_off_by_a_crash_keeps_its_severity() -> None:
    async def matched(dying: Story, story: Story) -> Incident:
        first = await story.report("a")
        await story.resolve(first.incident_id)
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        await dies(dying.store.rematch("default", profile.fingerprint, LIKE_A))
        story.clock.pass_(300)
        await story.store.reconcile()  # type: ignore[attr-defined]
        return await story.see(hasty.incident_id)

    seen = await on_every_crash(matched, Policy(regression_severity=CRITICAL))
    assert {each.severity for each in seen if each.regression_of} == {CRITICAL}


@pytest.mark.parametrize(("threshold", "joins"), [(0.7, True), (0.8, False)])
async def test_rivals_are_compared_by_the_configured_threshold(
    threshold: float, joins: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_threshold(left: Profile, right: Profile, cosine: float, policy: Policy) -> Judgement:
        return Judgement(Band.SAME if cosine >= policy.similarity_threshold else Band.SEPARATE, cosine)

    async def opened(dying: Story, story: Story) -> bool:
        """At 40 degrees the cosine is .77; only the reconciler, which looks at all vectors, compares the two."""
        first = await story.report("a")
        dying.sent = 100
        await dies(dying.report("c", found=near(degrees=40)))
        story.clock.pass_(300)
        await story.store.reconcile()  # type: ignore[attr-defined]
        return (await story.report("c", found=near(degrees=40))).incident_id == first.incident_id

    monkeypatch.setattr("tools.rules.choices.judge", by_threshold)
    assert any(await on_every_crash(opened, Policy(similarity_threshold=threshold))) is joins
