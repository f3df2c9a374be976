"""What a delivery costs in requests, and that each report counts once whatever happens to its problem meanwhile."""

import asyncio

import pytest

from tests.support.clock import ManualClock
from tests.support.older_layout import as_older_builds_wrote, write_as_an_older_build_does
from tests.support.servers.memory_bucket import ForgetfulBucket, MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story, near
from tools.ids import new_request_id
from tools.nouns.decisions import Rematch, Verdict
from tools.nouns.incidents import IncidentQuery
from tools.nouns.reports import Candidate, Candidates, Profile, Report
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.s3.problem.log import MOST_SEEN

pytestmark = pytest.mark.usefixtures("judged_by_cosine")
Delivery = list[tuple[Report, Profile, Candidates | None]]
SIZE = 40


@pytest.fixture
def bucket(clock: ManualClock) -> MemoryBucket:
    return MemoryBucket(Objects(clock))


def process(bucket: MemoryBucket, clock: ManualClock, sent: int = 0) -> Story:
    """A story told to a store that remembers nothing of what others did."""
    story = Story(S3Store(bucket, clock, Guard("memory")), clock)
    story.sent = sent
    return story


def delivery(story: Story, problems: int, kind: str, size: int = SIZE) -> Delivery:
    found = []
    for number in range(size):
        known = (
            {} if kind == "client keys" else {"request_id": new_request_id(story.clock()), "queued": kind == "queued"}
        )
        report, profile = story.written(f"problem {number % problems}", **known)
        found.append((report, profile, near(degrees=90.0 * (number % problems))))
    return found


async def opened(story: Story, problems: int) -> None:
    """Nothing is searched for that could be like another."""
    for report, profile, _ in delivery(story, problems, "minted", problems):
        await story.store.record(report, profile, Candidates(0, b""))


@pytest.mark.parametrize(("kind", "claims"), [("minted", 0), ("queued", 0), ("client keys", 1)])
@pytest.mark.parametrize("problems", [1, 2, 8, 40])
async def test_requests_of_a_delivery(
    bucket: MemoryBucket, clock: ManualClock, kind: str, claims: int, problems: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two a report at the most, and one for a client's key; one process alone needs one a problem."""
    monkeypatch.setattr("tools.tickets.s3.problem.memory.ALONE_SECONDS", 1e9)  # however slow this machine is
    one, other = process(bucket, clock), process(bucket, clock, 100_000)
    await opened(one, problems)
    for story in (one, other, one, other):
        await story.store.record_many(delivery(story, problems, kind))
    in_turn, alone = 0, 0
    for story in (one, other, one, other):
        before = bucket.calls
        await story.store.record_many(delivery(story, problems, kind))
        in_turn += bucket.calls - before
    for _ in range(4):
        before = bucket.calls
        await one.store.record_many(delivery(one, problems, kind))
        alone = bucket.calls - before
    assert in_turn / 4 <= claims * SIZE + 2 * problems + 4 <= (2 + claims) * SIZE + 4
    assert alone <= claims * SIZE + 1 * problems + 4
    clock.pass_(300)
    assert await one.store.reconcile(thorough=True)
    assert await one.store.verify() == []


@pytest.mark.parametrize("kind", ["queued", "client keys"])
@pytest.mark.parametrize("later", [1, MOST_SEEN + 200])
async def test_a_delivery_handed_out_twice_counts_once(
    bucket: MemoryBucket, clock: ManualClock, kind: str, later: int
) -> None:
    one, other = process(bucket, clock), process(bucket, clock, 10_000)
    first = delivery(one, 1, kind)
    await one.store.record_many(first)
    for start in range(0, later, 150):
        await one.store.record_many(delivery(one, 1, "minted", min(150, later - start)))
    again = await other.store.record_many(first)
    assert all(each.replayed for each in again)
    assert [each.verdict for each in again] == [Verdict.NEW] + [Verdict.EXISTING] * (SIZE - 1)
    assert (await other.see(again[0].incident_id)).occurrences == SIZE + later
    assert await other.store.verify() == []


async def test_two_processes_with_one_delivery_at_once(bucket: MemoryBucket, clock: ManualClock) -> None:
    one, other = process(bucket, clock), process(bucket, clock, 10_000)
    first = await one.report("problem 0")
    same = delivery(one, 1, "queued")
    left, right = await asyncio.gather(one.store.record_many(same), other.store.record_many(same))
    assert sum(each.replayed for each in (*left, *right)) == SIZE
    assert (await one.see(first.incident_id)).occurrences == SIZE + 1


async def test_a_lost_answer_is_no_replay_and_counts_once(clock: ManualClock) -> None:
    bucket = ForgetfulBucket()
    one, other = process(bucket, clock), process(bucket, clock, 10_000)
    first = await one.report("problem 0")
    bucket.forgets("head/", meanwhile=lambda: other.report("problem 0"))
    [said] = await one.store.record_many(delivery(one, 1, "minted", 1))
    assert (said.replayed, said.verdict) == (False, Verdict.EXISTING)
    assert (await one.see(first.incident_id)).occurrences == 3


async def merged(story: Story, one: str, other: str) -> str:
    await story.merge(other, one)
    return one


async def unmerged(story: Story, one: str, other: str) -> str:
    await story.merge(other, one)
    await story.split(one, merged_incident_id=other)
    return one


@pytest.mark.parametrize("act", [merged, unmerged], ids=lambda act: act.__name__)
@pytest.mark.parametrize("kind", ["queued", "client keys"])
async def test_regrouped_reports_delivered_again_count_once(
    bucket: MemoryBucket, clock: ManualClock, kind: str, act: object
) -> None:
    one, other = process(bucket, clock), process(bucket, clock, 10_000)
    first, second = await one.report("problem 0"), await one.report("problem 1", found=near(degrees=90))
    sent = delivery(one, 2, kind, 6)
    await other.store.record_many(sent)
    await act(one, first.incident_id, second.incident_id)  # type: ignore[operator]
    more = delivery(other, 2, kind, 6)
    await other.store.record_many(more)
    for story in (one, other):
        again = await story.store.record_many([*sent, *more])
        assert all(each.replayed for each in again)
    assert await shown(one) == 14
    assert await one.store.verify() == []


async def shown(story: Story) -> int:
    """How many reports all tickets show that are not merged into others."""
    page = await story.store.incidents("default", IncidentQuery(limit=100))
    return sum(each.occurrences for each in page.items if each.merged_into is None)


async def test_another_process_follows_a_split(bucket: MemoryBucket, clock: ManualClock) -> None:
    one, other = process(bucket, clock), process(bucket, clock, 10_000)
    first = await one.report("problem 0")
    joined = await one.report("problem 1", found=near(Candidate("api||problem 0", 0.99)))
    assert joined.root_id == first.root_id
    sent = delivery(other, 2, "queued", 10)
    await other.store.record_many(sent)
    split_off = await one.split(first.incident_id, fingerprint="api||problem 1")
    later = await other.store.record_many(delivery(other, 2, "queued", 2))
    assert [each.root_id for each in later] == [first.root_id, split_off.incident_id]
    assert all(each.replayed for each in await other.store.record_many(sent))
    assert await shown(one) == 14
    assert await one.store.verify() == []


@pytest.mark.parametrize("kind", ["queued", "client keys"])
async def test_what_older_builds_wrote_is_read_and_counted_on(
    bucket: MemoryBucket, clock: ManualClock, kind: str
) -> None:
    older = process(bucket, clock)
    first = await older.report("problem 0")
    sent = delivery(older, 1, kind, 10)
    await older.store.record_many(sent)
    as_older_builds_wrote(bucket.objects)
    newer = process(bucket, clock, 10_000)
    assert (await newer.see(first.incident_id)).occurrences == 11
    assert await newer.store.verify() == []
    assert (await newer.store.report("default", sent[3][0].request_id)).log == "problem 0"
    assert all(each.replayed for each in await newer.store.record_many(sent))
    [said] = await newer.store.record_many(delivery(newer, 1, kind, 1))
    assert (said.verdict, said.occurrences) == (Verdict.EXISTING, 12)
    assert all(each.replayed for each in await newer.store.record_many(sent))
    assert (await newer.see(first.incident_id)).occurrences == 12
    assert await newer.store.verify() == []


@pytest.mark.parametrize("older", ["", "all", "the other"])
async def test_reports_of_a_ticket_closed_with_another_count_once(
    bucket: MemoryBucket, clock: ManualClock, older: str
) -> None:
    """They came before the other was resolved. What comes again is looked for where it was counted."""
    one, other = process(bucket, clock), process(bucket, clock, 10_000)
    first = await one.report("problem 0")
    if older == "the other":
        as_older_builds_wrote(bucket.objects)
    await one.store.record(*one.written("problem 1"), None)
    sent = delivery(one, 2, "queued", 6)[1::2]
    await one.store.record_many(sent)
    await one.resolve(first.incident_id)
    if older == "all":
        as_older_builds_wrote(bucket.objects)
    found = near(Candidate("api||problem 0", 0.99))
    assert await other.store.rematch("default", "api||problem 1", found) is Rematch.CLOSED
    assert all(each.replayed for each in await other.store.record_many(sent))
    assert await shown(other) == 5
    assert await other.store.verify() == []


async def test_what_an_older_build_closed_with_another_counts_once(bucket: MemoryBucket, clock: ManualClock) -> None:
    """As above, all of it before the upgrade: only the claims tell of it."""
    one = process(bucket, clock)
    first = await one.report("problem 0")
    await one.store.record(*one.written("problem 1"), None)
    sent = delivery(one, 2, "queued", 6)[1::2]
    await one.store.record_many(sent)
    await one.resolve(first.incident_id)
    await one.store.rematch("default", "api||problem 1", near(Candidate("api||problem 0", 0.99)))
    as_older_builds_wrote(bucket.objects)
    newer = process(bucket, clock, 10_000)
    assert all(each.replayed for each in await newer.store.record_many(sent))
    assert await shown(newer) == 5
    assert await newer.store.verify() == []


@pytest.mark.parametrize("kind", ["queued", "client keys"])
async def test_what_an_older_build_wrote_too_late_is_counted(
    bucket: MemoryBucket, clock: ManualClock, kind: str
) -> None:
    """It was on its way when the log began: its sender got an error and sends it again."""
    first = await process(bucket, clock).report("problem 0")
    as_older_builds_wrote(bucket.objects)
    newer = process(bucket, clock, 10_000)
    [late] = delivery(newer, 1, kind, 1)
    await newer.report("problem 0")
    write_as_an_older_build_does(bucket.objects, late[0].request_id)
    assert len(await newer.store.verify()) == 1
    for _ in range(2):
        assert (await newer.store.record_many([late]))[0].replayed
        await newer.store.reconcile(thorough=True)
        assert await newer.store.verify() == []
        assert (await newer.see(first.incident_id)).occurrences == 3
        clock.pass_(60)
