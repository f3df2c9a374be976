"""The S3 store is looked after as every store is; a team's embedded store becomes a bucket."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.contract.scrubbing import SECRET, ScrubContract
from tests.contract.store_maintenance import ULID_ID, Damage, MaintenanceContract, eventful, everything
from tests.contract.store_renewal import RenewalContract
from tests.contract.tenants import TenantContract
from tests.support import older_store
from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import Crash, CrashingBucket, MemoryBucket
from tests.support.story import Story
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.policy import Policy
from tools.resilience import Guard
from tools.rules.explanations import explanation
from tools.text.erasing import Erasure
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.s3 import S3Store
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import Commit, unpacked

pytestmark = pytest.mark.usefixtures("judged_by_cosine")


@pytest.fixture
def bucket() -> MemoryBucket:
    return MemoryBucket()


@pytest.fixture
def store(bucket: MemoryBucket, clock: ManualClock, policy: Policy) -> S3Store:
    return S3Store(bucket, clock, Guard("memory"), policy)


@pytest.fixture
def empty(clock: ManualClock) -> S3Store:
    return S3Store(MemoryBucket(), clock, Guard("memory"))


@pytest.fixture
async def older(empty: S3Store) -> S3Store:
    await empty.import_jsonl(older_store.FILE)
    return empty


@pytest.fixture
def damage(bucket: MemoryBucket) -> Damage:
    objects = bucket.objects

    def first(folder: str) -> str:
        return objects.names(folder, "", 1)[0][0][0]

    def edit(key: str, **changes: Any) -> None:
        found = objects.get(key)
        assert found is not None
        objects.put(key, orjson.dumps(orjson.loads(found.body) | changes))

    def head_of(text: str) -> str:
        keys = [key for key, _ in objects.names("head/", "", 9)[0]]
        return next(key for key in keys if text in orjson.loads(objects.get(key).body)["fingerprints"])

    def first_ticket(**changes: Any) -> None:
        key = first("head/")
        ticket = orjson.loads(objects.get(key).body)["tickets"][0]
        edit(key, tickets=[ticket | changes])

    def events(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
        key = head_of("api||a")
        edit(key, events=change(orjson.loads(objects.get(key).body)["events"]))

    breaks = {
        "actor of an event": lambda: events(lambda rows: [row | {"actor": "eve"} for row in rows]),
        "last event": lambda: events(lambda rows: rows[:-1]),
        "all events": lambda: events(lambda rows: []),
        "alias": lambda: objects.delete(first("alias/")),
        "ticket": lambda: (objects.delete(head_of("api||a")), _forget_birth(objects, "api||a")),
        "resolution": lambda: first_ticket(status="RESOLVED"),
        "vector": lambda: edit(first("alias/"), vector="AAAA"),
        "advice job": lambda: edit(first("head/"), jobs={}),
        "audit line": lambda: edit(first("audit/"), at=1.0),
    }

    async def done(broken: str) -> None:
        breaks[broken]()

    return done


def _forget_birth(objects: Any, fingerprint: str) -> None:
    """A claim that no longer says what its head was made from: nobody can make the head again."""
    for key, _ in objects.names("alias/", "", 9)[0]:
        alias = orjson.loads(objects.get(key).body)
        if alias["fingerprint"] == fingerprint:
            objects.put(key, orjson.dumps(alias | {"birth": None}))


def commits_of(head: bytes) -> list[Commit]:
    log = Lineage.from_bytes(head).log
    return [] if log is None else log.commits


@pytest.fixture
def texts(bucket: MemoryBucket):
    """Everything, with its names."""

    async def found() -> str:
        names = [name for name, _ in bucket.objects.names("", "", 10_000)[0]]
        bodies = {name: bucket.objects.get(name).body for name in names}
        logged = [unpacked(each) for name in names if name.startswith("head/") for each in commits_of(bodies[name])]
        said = [f"{name} {body.decode('utf-8', 'replace')}" for name, body in bodies.items()]
        return "\n".join([*said, *(each.decode() for each in logged)])

    return found


class TestScrubbing(ScrubContract):
    @pytest.mark.parametrize("at", [1, 4, 6, 8, 9])
    async def test_a_run_that_is_cut_off_is_finished_by_another(self, store, story, bucket, clock, texts, at) -> None:
        ticket = (await story.report("disk full")).incident_id
        for number in range(66):
            await store.comment("default", ticket, f"{number}: {SECRET}", "user:ann")
        dying = S3Store(CrashingBucket(bucket.objects, at, after=bool(at % 2)), clock, Guard("memory"))
        with contextlib.suppress(Crash):
            await dying.scrub(Erasure(SECRET))
        await store.scrub(Erasure(SECRET))
        assert SECRET not in await texts()
        assert await store.verify() == []


class TestRenewal(RenewalContract):
    pass


class TestTenants(TenantContract):
    pass


class TestMaintenance(MaintenanceContract):
    async def test_an_export_of_the_embedded_store_becomes_a_bucket(
        self, store: S3Store, clock: ManualClock, tmp_path: Path
    ) -> None:
        embedded = await EmbeddedStore.open(tmp_path / "data", clock, "planar@1")
        old = Story(embedded, clock)
        await eventful(old)
        await embedded.audit(AuditEntry("default", "ann", AuditAction.LOGIN_ACCEPTED, "ann"))
        lines = await embedded.export_jsonl(tmp_path / "all.jsonl")
        assert await store.import_jsonl(tmp_path / "all.jsonl") == lines
        assert await everything(store) == await everything(embedded)
        assert await store.verify() == []
        assert await store.backlog() == await embedded.backlog()
        for request_id in ("req_default_1", ULID_ID):
            assert await store.report("default", request_id) == await embedded.report("default", request_id)
            assert await store.recorded("default", request_id) == await embedded.recorded("default", request_id)
        for ticket in await everything(embedded):
            told = [await each.explain("default", ticket.incident_id) for each in (embedded, store)]
            assert [*map(explanation, told[0])] == [*map(explanation, told[1])]
        both = [Story(embedded, ManualClock(), "default"), Story(store, ManualClock(), "default")]
        for each in both:
            each.clock.now, each.sent = clock() + 100, 1000
        for text, options in (
            ("a", {}),
            ("b", {}),
            ("d", {"request_id": "req_default_1"}),
            ("disk", {"fp": "f", "params": ("sdb",)}),
            ("c", {"occurred_at": 1_600_000_000.0}),
        ):
            left, right = [await each.report(text, **options) for each in both]
            assert (left.verdict, left.incident_id, left.occurrences) == (
                right.verdict,
                right.incident_id,
                right.occurrences,
            ), text
        shown = [[*(await each.store.activations("default", left.incident_id))] for each in both]
        assert shown[0] == shown[1]
        for each in both:
            again = await each.fire("firing", alert="f", start=clock() - 10_000)
            assert (again.reminder, (await each.end("p")).recovering) == (False, True)
            assert [one.dedup_key for one in (await each.store.unmatched_recoveries("default")).items] == ["unknown"]
        await embedded.close()
