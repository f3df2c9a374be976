"""The S3 store's audit log, also among writers that race or die."""

import asyncio
import contextlib
import hashlib

import orjson
import pytest

from tests.contract.audit_log import KEYS, SEAL, AuditLogContract, Tamper, entry
from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import Crash, CrashingBucket, MemoryBucket
from tests.support.servers.s3_objects import Objects
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.shared.sealing import Seal


@pytest.fixture
def objects() -> Objects:
    return Objects()


@pytest.fixture
def sealed(objects: Objects, clock: ManualClock) -> S3Store:
    return S3Store(MemoryBucket(objects), clock, Guard("s3"), seal=SEAL)


@pytest.fixture
def findings(objects: Objects, clock: ManualClock):
    async def found(keys=KEYS[:1], anchors=()) -> list[str]:
        return await S3Store(MemoryBucket(objects), clock, Guard("s3"), seal=Seal(keys)).verify_audit(anchors)

    return found


def lines(objects: Objects) -> list[str]:
    return [name for name, _ in objects.names("audit/", "", 1000)[0]]


@pytest.fixture
def tamper(objects: Objects) -> Tamper:
    async def done(way: str) -> None:
        names = lines(objects)
        if way in ("edit", "recompute"):
            stored = orjson.loads(objects.get(names[1]).body)
            objects.put(names[1], orjson.dumps(stored | {"line": ["acme", "eve", *stored["line"][2:]]}))
        if way == "recompute":
            _recompute(objects)
        gone = {"middle": names[1:2], "last": names[-1:], "lines": names, "all": names}.get(way, [])
        for name in [*gone, *(["audit-head"] if way in ("head", "all") else [])]:
            objects.delete(name)

    return done


def _recompute(objects: Objects) -> None:
    before = ""
    for name in lines(objects):
        stored = orjson.loads(objects.get(name).body)
        before = hashlib.sha256(orjson.dumps([before, stored["at"], *stored["line"]])).hexdigest()
        objects.put(name, orjson.dumps(stored | {"digest": before}))
    count = len(lines(objects))
    seal = hashlib.sha256(orjson.dumps(["head", count, before])).hexdigest()
    objects.put("audit-head", orjson.dumps([count, before, seal]))


class TestAuditLog(AuditLogContract):
    async def test_racing_writers_make_one_chain(self, sealed, findings) -> None:
        await sealed.begin_audit()
        await asyncio.gather(*(sealed.audit(entry(f"u{number}")) for number in range(20)))
        assert await findings() == []
        assert sorted([line.subject async for line in sealed.audit_lines()])[1:] == sorted(f"u{n}" for n in range(20))

    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("at", range(1, 6))
    async def test_a_writer_that_dies_leaves_a_whole_log(self, sealed, objects, findings, clock, at, after) -> None:
        await sealed.begin_audit()
        dying = S3Store(CrashingBucket(objects, at, after=after), clock, Guard("s3"), seal=SEAL)
        with contextlib.suppress(Crash):
            await dying.audit(entry("bob"))
        assert await findings() == []
        await sealed.audit(entry("cid"))
        assert await findings() == []
