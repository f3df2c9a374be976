"""Counting while another count of the same problem settles its past."""

import asyncio

from tests.support.clock import START, ManualClock
from tests.support.older_layout import as_older_builds_wrote
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.occurrences import Occurrences
from tools.tickets.s3.problem.tallies import Tallies


async def test_two_counts_at_once_count_no_report_twice() -> None:
    clock = ManualClock(START)
    bucket = MemoryBucket(Objects(clock))
    story = Story(S3Store(bucket, clock, Guard("memory")), clock)
    first = await story.report()
    await story.resolve(first.incident_id)
    clock.pass_(700)
    await story.report()
    as_older_builds_wrote(bucket.objects)
    head = await Heads(bucket).need("default", first.root_id)
    tallies = Tallies(Occurrences(bucket))
    found = await asyncio.gather(*(tallies.of(head, number) for number in (1, 2, 1, 2)))
    assert [each.count for each in found] == [1, 1, 1, 1]
