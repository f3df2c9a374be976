"""A crash before or after any single store call leaves nothing that one reconciler pass does not repair."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.model.store_invariants import broken, broken_promises
from tests.support.clock import ManualClock
from tests.support.knowledge import dossier
from tests.support.older_layout import as_older_builds_wrote
from tests.support.servers.memory_bucket import Crash, CrashingBucket, MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import CRITICAL, Story, judge_by_cosine, near
from tools.nouns.decisions import Verdict
from tools.nouns.events import Feedback
from tools.nouns.incidents import Resolution
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidate
from tools.resilience import Guard
from tools.tickets.s3 import S3Store

Act = Callable[[Story, dict[str, str]], Awaitable[Any]]
MAX_CALLS = 400
QUEUED = [f"req_01JZZZZZZZ{number:016}" for number in range(3)]


@pytest.fixture(autouse=True)
def judged_by_cosine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.rules.choices.judge", judge_by_cosine)
    _short_logs(monkeypatch)


def _short_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that keeps one commit and two digests: each report pushes one out, and is looked for in what left."""
    for name, most in {"BLOCK_COMMITS": 1, "MOST_SEEN": 2, "SPAN": 1}.items():
        monkeypatch.setattr(f"tools.tickets.s3.problem.log.{name}", most)


def story_on(bucket: MemoryBucket, clock: ManualClock, sent: int = 0) -> Story:
    story = Story(S3Store(bucket, clock, Guard("memory")), clock)
    story.sent = sent
    return story


async def prepare(objects: Objects, clock: ManualClock) -> tuple[dict[str, str], list[str]]:
    """Problems merged, resolved and waiting for a match, what was acknowledged, and a sweep that is not due today."""
    story = story_on(MemoryBucket(objects), clock)
    answers = [await story.report(text) for text in ("a", "b", "b", "c", "c", "c")]
    ids = {"a": answers[0].incident_id, "b": answers[1].incident_id, "c": answers[3].incident_id}
    await story.resolve(ids["c"])
    merged = await story.report("d")
    await story.merge(merged.incident_id, ids["b"])
    ids["d"] = merged.incident_id
    waiting = await story.store.record(*story.written("e"), None)
    assert await story.store.reconcile(thorough=True)
    return ids, [answer.request_id for answer in (*answers, merged, waiting)]


async def new(story: Story, ids: dict[str, str]) -> Recorded:
    return await story.report("new", request_id="req_act", found=near(degrees=90))


async def joined(story: Story, ids: dict[str, str]) -> object:
    return await story.report("like a", request_id="req_act", found=near(Candidate("api||a", 0.99)))


async def duplicate(story: Story, ids: dict[str, str]) -> object:
    return await story.report("b", request_id="req_act")


async def regression(story: Story, ids: dict[str, str]) -> object:
    return await story.report("c", request_id="req_act")


async def resolved(story: Story, ids: dict[str, str]) -> object:
    return await story.resolve(ids["a"])


async def backdated(story: Story, ids: dict[str, str]) -> object:
    resolution = Resolution("rolled back", "ann", at=1_600_000_000.0)
    return await story.store.resolve("default", ids["b"], resolution, "user:ann")


async def merged(story: Story, ids: dict[str, str]) -> object:
    return await story.merge(ids["a"], ids["b"])


async def unmerged(story: Story, ids: dict[str, str]) -> object:
    return await story.split(ids["b"], merged_incident_id=ids["d"])


async def acknowledged(story: Story, ids: dict[str, str]) -> object:
    return await story.store.acknowledge("default", ids["b"], "user:ann")


async def commented(story: Story, ids: dict[str, str]) -> object:
    return await story.store.comment("default", ids["b"], "looking at it", "user:ann")


async def judged(story: Story, ids: dict[str, str]) -> object:
    return await story.store.feedback("default", ids["b"], Feedback(helpful=True), "user:ann")


async def advised(story: Story, ids: dict[str, str]) -> object:
    return await story.store.save_advice("default", ids["b"], dossier())


async def finished(story: Story, ids: dict[str, str]) -> object:
    for job in await story.jobs("notify"):
        await story.store.finish(job.job_id)
    return None


async def rematched(story: Story, ids: dict[str, str]) -> object:
    return await story.store.rematch("default", "api||e", near(Candidate("api||a", 0.99)))


async def recurred(story: Story, ids: dict[str, str]) -> object:
    return await story.store.rematch("default", "api||e", near(Candidate("api||c", 0.99)))


async def escalated(story: Story, ids: dict[str, str]) -> object:
    return await story.report("b", request_id="req_act", severity=CRITICAL)


async def parted(story: Story, ids: dict[str, str]) -> object:
    return await story.split(ids["b"], fingerprint="api||d")


async def delivered(story: Story, ids: dict[str, str]) -> object:
    """A delivery out of the queue: of two problems, of one that is over, and of one that was merged."""
    ids_by_text = (("b", "req_act"), ("c", QUEUED[0]), ("d", QUEUED[1]), ("b", QUEUED[2]))
    reports = [story.written(text, request_id=each, queued=True) for text, each in ids_by_text]
    return await story.store.record_many([(*each, near()) for each in reports])


REPORTS = (new, joined, duplicate, regression, escalated, delivered)
PEOPLE = (resolved, backdated, merged, unmerged, parted, acknowledged, commented, judged)
WORKERS = (advised, finished, rematched, recurred)


async def attempt(act: Act, objects: Objects, ids: dict[str, str], clock: ManualClock, at: int, *, after: bool) -> bool:
    """Run the act in a process that dies at one call. True when it ended before that."""
    bucket = CrashingBucket(objects, at, after=after)
    story = story_on(bucket, clock, sent=100)
    running = asyncio.ensure_future(act(story, ids))
    done, _ = await asyncio.wait({running}, timeout=30)
    assert done
    if bucket.died:
        assert isinstance(running.exception(), Crash)
        return False
    running.result()
    return True


async def check(objects: Objects, clock: ManualClock, acked: list[str]) -> list[str]:
    """What is wrong after a minute's pass, and what then is after the day's."""
    clock.pass_(300)
    store = story_on(MemoryBucket(objects), clock).store
    assert "heads" not in await store.reconcile()
    found = await broken_promises(store, acked)
    assert "heads" in await store.reconcile(thorough=True)
    return found + await broken(store, acked)


@dataclass(frozen=True)
class Prepared:
    """A bucket to start from, as often as one likes."""

    objects: Objects
    now: float
    ids: dict[str, str]
    acked: list[str]

    def fresh(self) -> tuple[Objects, ManualClock]:
        clock = ManualClock()
        clock.now = self.now
        return self.objects.copy(clock), clock


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    async def made() -> Prepared:
        clock = ManualClock()
        objects = Objects(clock)
        ids, acked = await prepare(objects, clock)
        return Prepared(objects, clock(), ids, acked)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tools.rules.choices.judge", judge_by_cosine)
        _short_logs(patched)
        return asyncio.run(made())


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("act", [*REPORTS, *PEOPLE, *WORKERS], ids=lambda act: act.__name__)
async def test_every_point_is_repaired(act: Act, after: bool, prepared: Prepared) -> None:
    problems = {}
    for at in range(1, MAX_CALLS):
        objects, clock = prepared.fresh()
        ids, acked = prepared.ids, prepared.acked
        ended = await attempt(act, objects, ids, clock, at, after=after)
        found = await check(objects, clock, acked)
        if not ended and act in REPORTS:
            answer = await act(story_on(MemoryBucket(objects), clock, sent=200), ids)
            if act is new and answer.verdict is not Verdict.NEW:
                found.append(f"delivered again, it is {answer.verdict}")
            found += await check(objects, clock, [*acked, "req_act"])
        if found:
            problems[at] = found
        if ended:
            break
    assert ended
    assert problems == {}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_every_point_on_what_older_builds_wrote(after: bool, prepared: Prepared) -> None:
    old = prepared.objects.copy(ManualClock())
    as_older_builds_wrote(old)
    older = Prepared(old, prepared.now, prepared.ids, prepared.acked)
    await test_every_point_is_repaired(delivered, after, older)
