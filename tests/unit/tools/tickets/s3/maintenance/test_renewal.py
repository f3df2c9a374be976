"""A bucket of an older build is renewed before it serves, whatever call of that is the last of its process."""

import pytest

from tests.support import older_store
from tests.support.clock import ManualClock
from tests.support.older_store import TICKETS, told
from tests.support.servers.memory_bucket import Crash, CrashingBucket, MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import near
from tools.nouns.policy import Policy
from tools.resilience import Guard
from tools.text.identity.fingerprint import profile_of
from tools.tickets.s3 import S3Store
from tools.tickets.s3.maintenance import renewal
from tools.tickets.s3.maintenance.transfer import import_jsonl
from tools.tickets.s3.parts import Parts


@pytest.fixture
async def objects(clock: ManualClock) -> Objects:
    """As the older build left it."""
    bucket = MemoryBucket()
    with older_store.FILE.open(encoding="utf-8") as file:
        await import_jsonl(Parts.over(bucket, clock, Policy()), file)
    return bucket.objects


async def _tickets(objects: Objects, clock: ManualClock) -> dict[str, str]:
    store = S3Store(MemoryBucket(objects), clock, Guard("memory"))
    await store.renew_aliases()
    found = {}
    for log in TICKETS:
        report = told(log, f"again_{clock.pass_(1000.0)}", clock())
        found[log] = (await store.record(report, profile_of(report), near())).incident_id
    assert await store.verify() == []
    return found


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("at", [15, 30, 45, 60, 75, 90, 105, 120, 135])
async def test_what_was_cut_off_goes_on_where_it_stopped(
    objects: Objects, clock: ManualClock, at: int, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "EVERY", 1)
    dying = S3Store(CrashingBucket(objects, at, after=after), clock, Guard("memory"))
    with pytest.raises(Crash):
        await dying.renew_aliases()
    assert await _tickets(objects, clock) == TICKETS


async def test_it_is_done_once(objects: Objects, clock: ManualClock) -> None:
    assert await _tickets(objects, clock) == TICKETS
    bucket = MemoryBucket(objects)
    await S3Store(bucket, clock, Guard("memory")).renew_aliases()
    assert bucket.calls == 1
