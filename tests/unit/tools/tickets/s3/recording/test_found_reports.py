"""A stored report by its id: who knows its ticket reads one head, and whoever knows a wrong one is answered as well."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story
from tools.errors import NotFound
from tools.ids import new_request_id
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.s3.problem.log import MOST_SEEN

OTHERS = 40


@pytest.fixture
def bucket(clock: ManualClock) -> MemoryBucket:
    return MemoryBucket(Objects(clock))


@pytest.fixture
def one(bucket: MemoryBucket, clock: ManualClock) -> Story:
    return process(bucket, clock)


@pytest.fixture
def other(bucket: MemoryBucket, clock: ManualClock) -> Story:
    return process(bucket, clock)


def process(bucket: MemoryBucket, clock: ManualClock) -> Story:
    """A store that remembers nothing of what others did."""
    return Story(S3Store(bucket, clock, Guard("memory")), clock)


async def sent(story: Story, text: str, *, queued: bool = False, pod: str = "a") -> Recorded:
    """Nothing is searched for that it could be like."""
    return await story.report(
        text, found=Candidates(0, b""), request_id=new_request_id(story.clock()), queued=queued, params=[pod]
    )


async def busy(story: Story) -> None:
    """As many other problems as that, in the same minute."""
    story.clock.pass_(60 - story.clock() % 60)
    moment = story.clock()
    for number in range(OTHERS):
        await sent(story, f"another problem {number}")
        story.clock.pass_(moment - story.clock())


async def cost(bucket: MemoryBucket, asked: Callable[[], Awaitable[object]]) -> int:
    before = bucket.calls
    await asked()
    return bucket.calls - before


async def test_with_a_ticket_one_head_is_read(bucket: MemoryBucket, one: Story, other: Story) -> None:
    await busy(one)
    said = await sent(one, "disk full")
    ask = other.store.recorded
    assert (await ask("default", said.request_id, said.incident_id)).incident_id == said.incident_id
    assert await cost(bucket, lambda: ask("default", said.request_id, said.incident_id)) <= 2
    assert await cost(bucket, lambda: other.store.report("default", said.request_id, said.incident_id)) <= 1


async def test_who_counted_it_needs_no_ticket(bucket: MemoryBucket, one: Story) -> None:
    await busy(one)
    said = await sent(one, "disk full")
    assert await cost(bucket, lambda: one.store.recorded("default", said.request_id)) <= 2
    assert await cost(bucket, lambda: one.store.recorded("default", said.request_id, "inc_wrong")) <= 2


async def test_without_a_ticket_each_head_is_read_once(bucket: MemoryBucket, one: Story, other: Story) -> None:
    await busy(one)
    said = await sent(one, "disk full")
    notes = 2 * (OTHERS + 1)  # a list of them, and each
    found = other.store.recorded
    assert await cost(bucket, lambda: found("default", said.request_id)) <= OTHERS + 1 + notes
    waits = new_request_id(other.clock())
    with pytest.raises(NotFound):
        await found("default", waits)
    before = bucket.calls
    with pytest.raises(NotFound):
        await found("default", waits)
    assert bucket.calls - before <= OTHERS + 1 + notes + 4


async def merged(story: Story, one: Recorded, two: Recorded) -> None:
    await story.merge(one.incident_id, two.incident_id)


async def unmerged(story: Story, one: Recorded, two: Recorded) -> None:
    await story.merge(one.incident_id, two.incident_id)
    await story.split(two.incident_id, merged_incident_id=one.incident_id)


async def resolved(story: Story, one: Recorded, two: Recorded) -> None:
    await story.resolve(one.incident_id)
    await sent(story, "disk full")


async def split(story: Story, one: Recorded, two: Recorded) -> None:
    more = await sent(story, "disk full", pod="b")
    await story.split(one.incident_id, occurrence_ids=[more.request_id])


async def grown(story: Story, one: Recorded, two: Recorded) -> None:
    """So much that the first reports are no longer in the head, nor their digests."""
    for _ in range(MOST_SEEN // 200 + 2):
        many = [
            (*story.written("disk full", request_id=new_request_id(story.clock())), Candidates(0, b""))
            for _ in range(200)
        ]
        await story.store.record_many(many)


@pytest.mark.parametrize("act", [merged, unmerged, resolved, split, grown], ids=lambda act: act.__name__)
@pytest.mark.parametrize("queued", [False, True], ids=["minted", "queued"])
async def test_a_wrong_ticket_changes_no_answer(
    bucket: MemoryBucket,
    one: Story,
    other: Story,
    clock: ManualClock,
    act: Callable[[Story, Recorded, Recorded], Awaitable[None]],
    queued: bool,
) -> None:
    first, second = await sent(one, "disk full", queued=queued), await sent(one, "database down", queued=queued)
    more = await sent(one, "disk full", queued=queued)
    await act(one, first, second)
    after = await sent(other, "disk full", queued=queued)
    for said in (first, second, more, after):
        wanted = await process(bucket, clock).store.recorded("default", said.request_id)
        assert wanted.request_id == said.request_id
        assert wanted.verdict == said.verdict
        for near in (first.incident_id, second.incident_id, after.incident_id, "inc_wrong", ""):
            for story in (one, other, process(bucket, clock)):
                assert await story.store.recorded("default", said.request_id, near) == wanted
                assert (await story.store.report("default", said.request_id, near)).log in (
                    "disk full",
                    "database down",
                )
        with pytest.raises(NotFound):
            await other.store.recorded("acme", said.request_id, said.incident_id)


async def test_what_nobody_noted_is_found_after_a_replay(
    bucket: MemoryBucket, one: Story, other: Story, clock: ManualClock
) -> None:
    """The process died between its swap and its note; the queue hands the report out again."""
    report, profile = one.written("disk full", request_id=new_request_id(clock()), queued=True)
    await one.store.record(report, profile, Candidates(0, b""))
    for name, _ in bucket.objects.names("journal/", "", 100)[0]:
        bucket.objects.delete(name)
    with pytest.raises(NotFound):
        await other.store.recorded("default", report.request_id)
    assert (await other.store.record(report, profile, None)).replayed
    assert (await process(bucket, clock).store.recorded("default", report.request_id)).occurrences == 1
