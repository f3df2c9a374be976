"""Keys are claimed while the reports before theirs are counted: as often as else, and with the same answers."""

import asyncio

import pytest

from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.story import Story, near
from tools.errors import StoreUnavailable
from tools.nouns.recorded import Recorded
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.s3.objects.keys import claim as claim_of
from tools.tickets.s3.recording.early_claims import MOST_AT_ONCE

pytestmark = pytest.mark.usefixtures("judged_by_cosine")
KEYS = [f"req_{number:032x}" for number in range(6)]


class NotingBucket(MemoryBucket):
    """Remembers the order of writes; a claim may fail once."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.fails_once = ""
        self.open = asyncio.Event()
        self.open.set()

    async def create(self, key: str, body: bytes) -> bool:
        self.written.append(key)
        if key == self.fails_once:
            self.fails_once = ""
            raise StoreUnavailable("S3 does not answer")
        return await super().create(key, body)

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        await self.open.wait()
        self.written.append(key)
        return await super().exchange(key, body, etag)


@pytest.fixture
def bucket() -> NotingBucket:
    return NotingBucket()


@pytest.fixture
async def story(bucket: NotingBucket, clock: ManualClock) -> Story:
    made = Story(S3Store(bucket, clock, Guard("memory")), clock)
    for _ in range(2):
        await made.report("known")
    bucket.written.clear()
    return made


async def sent(story: Story, key: str, log: str = "known") -> Recorded:
    report, profile = story.written(log, request_id=key)
    return await story.store.record(report, profile, near())


async def sent_while_one_is_counted(story: Story, bucket: NotingBucket, keys: list[str]) -> list[Recorded]:
    """The first of them is in a swap that does not end until the others have come."""
    bucket.open.clear()
    sending = [asyncio.create_task(sent(story, keys[0]))]
    await asyncio.sleep(0.02)
    sending += [asyncio.create_task(sent(story, key)) for key in keys[1:]]
    await asyncio.sleep(0.02)
    bucket.open.set()
    return await asyncio.gather(*sending)


async def test_keys_are_claimed_before_the_swap_that_runs_ends(story: Story, bucket: NotingBucket) -> None:
    answers = await sent_while_one_is_counted(story, bucket, KEYS)
    assert [each.replayed for each in answers] == [False] * len(KEYS)
    kinds = [key.split("/")[0] for key in bucket.written]
    assert kinds == ["claim"] * len(KEYS) + ["head"] * 2
    assert (await story.see(answers[0].incident_id)).occurrences == 2 + len(KEYS)


async def test_a_key_that_comes_twice_meanwhile_counts_once(story: Story, bucket: NotingBucket) -> None:
    answers = await sent_while_one_is_counted(story, bucket, [*KEYS, *KEYS])
    assert sorted(each.replayed for each in answers) == [False] * len(KEYS) + [True] * len(KEYS)
    assert (await story.see(answers[0].incident_id)).occurrences == 2 + len(KEYS)


async def test_a_claim_that_failed_is_made_again(story: Story, bucket: NotingBucket) -> None:
    bucket.fails_once = claim = claim_of("default", KEYS[3])
    answers = await sent_while_one_is_counted(story, bucket, KEYS)
    assert not any(each.replayed for each in answers)
    assert bucket.written.count(claim) == 2
    assert (await story.see(answers[0].incident_id)).occurrences == 2 + len(KEYS)


async def test_claims_leave_room_for_the_swap(story: Story, bucket: NotingBucket) -> None:
    many = [f"req_{number:032x}" for number in range(MOST_AT_ONCE + 20)]
    bucket.open.clear()
    sending = [asyncio.create_task(sent(story, many[0]))]
    await asyncio.sleep(0.02)
    sending += [asyncio.create_task(sent(story, key)) for key in many[1:]]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(bucket.written) <= 1 + MOST_AT_ONCE
    bucket.open.set()
    answers = await asyncio.gather(*sending)
    assert (await story.see(answers[0].incident_id)).occurrences == 2 + len(many)


async def test_a_merge_that_was_undone_claims_nothing_early(story: Story, bucket: NotingBucket) -> None:
    """Its reports are appended, and an early claim would have to be taken over for that."""
    first = await story.report("parted")
    other = await story.report("another", found=near(degrees=90))
    await story.merge(first.incident_id, other.incident_id)
    await story.split(other.incident_id, merged_incident_id=first.incident_id)
    bucket.written.clear()
    answers = [await sent(story, KEYS[0], "parted")]
    assert await story.store.peek("default", story.written("parted")[1])  # as every report is looked up
    answers += await asyncio.gather(*(sent(story, key, "parted") for key in KEYS[1:]))
    assert {each.incident_id for each in answers} == {first.incident_id}
    assert sum(key.startswith("claim/") for key in bucket.written) == len(KEYS)
    assert not any(key.startswith("head/") for key in bucket.written)
