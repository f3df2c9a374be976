"""A swap that another process won is repeated with whoever waits by then: nobody waits for two rounds."""

import asyncio
from collections import Counter

import pytest

from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.story import Story, near
from tools.nouns.recorded import Recorded
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.s3.recording import batches

pytestmark = pytest.mark.usefixtures("judged_by_cosine")
KEYS = [f"req_{number:032x}" for number in range(4)]


class SlowBucket(MemoryBucket):
    """Swaps of heads wait while `open` is not set."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Counter[str]()
        self.open = asyncio.Event()
        self.open.set()

    async def create(self, key: str, body: bytes) -> bool:
        self.asked[key.split("/")[0]] += 1
        return await super().create(key, body)

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        self.asked[key.split("/")[0]] += 1
        await self.open.wait()
        return await super().exchange(key, body, etag)


@pytest.fixture
def bucket() -> SlowBucket:
    return SlowBucket()


@pytest.fixture
async def story(bucket: SlowBucket, clock: ManualClock) -> Story:
    made = Story(S3Store(bucket, clock, Guard("memory")), clock)
    for _ in range(2):
        await made.report("known")
    bucket.asked.clear()
    return made


@pytest.fixture
def rival(bucket: SlowBucket, clock: ManualClock) -> Story:
    """Another process on the same objects."""
    made = Story(S3Store(MemoryBucket(bucket.objects), clock, Guard("memory")), clock)
    made.sent = 100
    return made


async def sent(story: Story, key: str) -> Recorded:
    report, profile = story.written("known", request_id=key)
    return await story.store.record(report, profile, near())


async def beaten(story: Story, bucket: SlowBucket, rival: Story, keys: list[str]) -> list[Recorded]:
    """The first of them is in a swap when the others come, and the rival swaps first."""
    bucket.open.clear()
    sending = [asyncio.create_task(sent(story, keys[0]))]
    await asyncio.sleep(0.02)
    sending += [asyncio.create_task(sent(story, key)) for key in keys[1:]]
    await asyncio.sleep(0.02)
    await rival.report("known")
    bucket.open.set()
    return await asyncio.gather(*sending)


async def test_who_waits_joins_the_repeated_swap(story: Story, bucket: SlowBucket, rival: Story) -> None:
    answers = await beaten(story, bucket, rival, KEYS)
    assert bucket.asked == {"head": 2, "claim": len(KEYS)}  # the lost swap, and one for all of them
    assert [each.occurrences for each in answers] == [4, 5, 6, 7]
    assert not any(each.replayed for each in answers)
    assert (await story.see(answers[0].incident_id)).occurrences == 3 + len(KEYS)


async def test_a_key_among_them_that_comes_twice_counts_once(story: Story, bucket: SlowBucket, rival: Story) -> None:
    answers = await beaten(story, bucket, rival, [*KEYS, KEYS[2], KEYS[0], *KEYS])
    assert [each.replayed for each in answers] == [False] * len(KEYS) + [True] * (2 + len(KEYS))
    assert (await story.see(answers[0].incident_id)).occurrences == 3 + len(KEYS)


async def test_no_more_join_than_a_flush_takes(
    story: Story, bucket: SlowBucket, rival: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MAX_FLUSH", 3)
    answers = await beaten(story, bucket, rival, KEYS)
    assert bucket.asked["head"] == 3
    assert (await story.see(answers[0].incident_id)).occurrences == 3 + len(KEYS)


async def test_a_log_that_is_closed_meanwhile_loses_none_of_them(
    story: Story, bucket: SlowBucket, rival: Story
) -> None:
    """A split closes it: the reports are appended instead, those that waited as well."""
    first = await story.report("known")
    other = await rival.report("another", found=near(degrees=90))
    bucket.open.clear()
    sending = [asyncio.create_task(sent(story, KEYS[0]))]
    await asyncio.sleep(0.02)
    sending += [asyncio.create_task(sent(story, key)) for key in KEYS[1:]]
    await rival.merge(first.incident_id, other.incident_id)
    await rival.split(other.incident_id, merged_incident_id=first.incident_id)
    bucket.open.set()
    answers = await asyncio.gather(*sending)
    assert {each.incident_id for each in answers} == {first.incident_id}
    assert (await rival.see(first.incident_id)).occurrences == 3 + len(KEYS)
