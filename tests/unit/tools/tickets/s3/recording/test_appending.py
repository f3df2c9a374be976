"""A report that is appended while people merge its problem is counted once, whatever log the other problem has."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.story import Story, near
from tools.errors import Unavailable
from tools.resilience import Guard
from tools.tickets.s3 import S3Store

pytestmark = pytest.mark.usefixtures("judged_by_cosine")
LATE = "req_01JZZZZZZZ0000000000000000"


class StallingBucket(MemoryBucket):
    """Something happens before it writes the next appended report."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def create(self, key: str, body: bytes) -> bool:
        if key.startswith("occurrence/") and self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return await super().create(key, body)


def process(bucket: MemoryBucket, clock: ManualClock, sent: int) -> Story:
    story = Story(S3Store(bucket, clock, Guard("memory")), clock)
    story.sent = sent
    return story


async def test_a_merge_and_a_redelivery_meanwhile(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.tickets.s3.recording.claims.FIRST_LOOK_WAIT_SECONDS", 0.0)
    bucket = StallingBucket()
    one, other = process(bucket, clock, 0), process(bucket, clock, 1000)
    loser = await one.report("parted", params=["here"])
    there = await one.report("parted", params=["there"])
    winner = await one.report("another", found=near(degrees=90))
    await one.split(loser.incident_id, occurrence_ids=[there.request_id])
    late, profile = one.written("parted", params=["here"], queued=True, request_id=LATE)

    async def meanwhile() -> None:
        await other.merge(loser.incident_id, winner.incident_id)
        with pytest.raises(Unavailable):
            await other.store.record(late, profile, near())

    bucket.meanwhile = meanwhile
    counted = await one.store.record(late, profile, near())
    again = await other.store.record(late, profile, near())
    assert (counted.replayed, again.replayed) == (False, True)
    assert (await one.see(winner.incident_id)).occurrences == 3
    assert await one.store.verify() == []
