"""Erasing a text leaves what a head's log holds packed as it is, unless a report in it says the text."""

import pytest

from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story
from tools.ids import new_request_id
from tools.resilience import Guard
from tools.text.erasing import Erasure
from tools.tickets.s3 import S3Store
from tools.tickets.s3.objects import keys
from tools.tickets.s3.problem.lineage import Lineage


@pytest.mark.parametrize("place", ["packed", "digests"])
async def test_what_is_packed_is_no_text(clock: ManualClock, place: str) -> None:
    bucket = MemoryBucket(Objects(clock))
    store = S3Store(bucket, clock, Guard("memory"))
    story = Story(store, clock)
    said = await story.report("disk full", request_id=new_request_id(clock()), queued=True)
    [(_, stored)] = bucket.objects.names(keys.HEADS, "", 10)[0]
    log = Lineage.from_bytes(stored.body).log
    assert log is not None
    text = log.commits[0].body[20:32] if place == "packed" else log.seen[:12]
    assert (await store.scrub(Erasure(text))).total == 0
    other = S3Store(bucket, clock, Guard("memory"))
    assert (await other.report("default", said.request_id)).log == "disk full"
    again = await Story(other, clock).report("disk full", request_id=said.request_id, queued=True)
    assert (again.replayed, again.occurrences) == (True, 1)
    assert await other.verify() == []
