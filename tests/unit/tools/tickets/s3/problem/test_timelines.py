"""A timeline that an older key sealed is sealed with the newest one, unless it is not as the older key left it."""

import orjson
import pytest

from tests.support.clock import START, ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.s3.objects import keys
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.timelines import covered
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.shared.timelines import finding, run_over

OLDER, NEWEST = "older " * 8, "newest " * 8
RING = Seal([NEWEST, OLDER])


async def sealed_by_the_older_key() -> tuple[ManualClock, MemoryBucket, str, str]:
    """A store with one problem: its clock, its bucket, the problem's id and its head's name."""
    clock = ManualClock(START)
    bucket = MemoryBucket(Objects(clock))
    opened = await Story(S3Store(bucket, clock, Guard("memory"), seal=Seal([OLDER])), clock).report()
    return clock, bucket, opened.incident_id, keys.head("default", opened.incident_id)


async def commented(clock: ManualClock, bucket: MemoryBucket, incident_id: str, name: str, seal: Seal) -> str | None:
    """What `verify` says of the timeline after one more event, written by a process with these keys."""
    clock.pass_(60)
    await Story(S3Store(bucket, clock, Guard("memory"), seal=seal), clock).resolve(incident_id)
    blob = await bucket.get(name)
    assert blob is not None
    lineage = Lineage.from_bytes(blob.body)
    return finding("it", lineage.timeline, covered(lineage, lineage.events), RING, None)


async def forged(bucket: MemoryBucket, name: str) -> None:
    blob = await bucket.get(name)
    assert blob is not None
    head = orjson.loads(blob.body)
    head["events"][0]["actor"] = "somebody else"
    assert await bucket.swap(name, orjson.dumps(head), blob.etag)


async def test_a_whole_timeline_is_sealed_with_the_newest_key() -> None:
    clock, bucket, incident_id, name = await sealed_by_the_older_key()
    assert await commented(clock, bucket, incident_id, name, RING) is None
    blob = await bucket.get(name)
    assert blob is not None
    assert RING.is_newest(Lineage.from_bytes(blob.body).timeline)


async def test_what_was_forged_before_the_key_changed_stays_seen() -> None:
    clock, bucket, incident_id, name = await sealed_by_the_older_key()
    await forged(bucket, name)
    assert "was changed" in (await commented(clock, bucket, incident_id, name, RING) or "")


@pytest.mark.parametrize("seal", [Seal([NEWEST]), PLAIN])
async def test_a_seal_of_a_key_that_is_not_ours_stays(seal: Seal) -> None:
    clock, bucket, incident_id, name = await sealed_by_the_older_key()
    before = await bucket.get(name)
    await commented(clock, bucket, incident_id, name, seal)
    after = await bucket.get(name)
    assert before is not None
    assert after is not None
    assert Lineage.from_bytes(after.body).timeline == Lineage.from_bytes(before.body).timeline


@pytest.mark.parametrize("with_seal", [True, False])
async def test_a_plain_seal_is_not_renewed_once_there_was_a_key(with_seal: bool) -> None:
    clock = ManualClock(START)
    bucket = MemoryBucket(Objects(clock))
    store = S3Store(bucket, clock, Guard("memory"), seal=RING)
    await store.begin_audit()
    clock.pass_(1)
    opened = await Story(store, clock).report()
    name = keys.head("default", opened.incident_id)
    await forged(bucket, name)
    blob = await bucket.get(name)
    assert blob is not None
    lineage = Lineage.from_bytes(blob.body)
    lineage.timeline = run_over(PLAIN, covered(lineage, lineage.events)) if with_seal else ""
    assert await bucket.swap(name, lineage.to_bytes(), blob.etag)
    seen = [each for each in await store.verify() if "timeline" in each]
    assert len(seen) == 1
    clock.pass_(60)
    await Story(S3Store(bucket, clock, Guard("memory"), seal=RING), clock).resolve(opened.incident_id)
    assert [each for each in await store.verify() if "timeline" in each] == seen


async def test_a_plain_seal_from_before_the_first_key_is_renewed() -> None:
    clock = ManualClock(START)
    bucket = MemoryBucket(Objects(clock))
    opened = await Story(S3Store(bucket, clock, Guard("memory")), clock).report()
    name = keys.head("default", opened.incident_id)
    clock.pass_(1)
    await S3Store(bucket, clock, Guard("memory"), seal=RING).begin_audit()
    assert await commented(clock, bucket, opened.incident_id, name, RING) is None
    blob = await bucket.get(name)
    assert blob is not None
    assert RING.is_newest(Lineage.from_bytes(blob.body).timeline)
