"""Upkeep of a bucket: verify finds damage, prune keeps what decides, both stores' exports become the same tickets."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from tests.support.clock import ManualClock
from tests.support.knowledge import dossier
from tests.support.older_layout import as_older_builds_wrote
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.story import Story, near
from tools.errors import InvalidRequest
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.nouns.reports import Candidate
from tools.resilience import Guard
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.s3 import S3Store

ULID_ID = "req_01HF7YAT00000000000000000A"


@pytest.fixture
def bucket() -> MemoryBucket:
    return MemoryBucket()


@pytest.fixture
def store(bucket: MemoryBucket, clock: ManualClock) -> S3Store:
    return S3Store(bucket, clock, Guard("memory"))


async def eventful(story: Story) -> None:
    """Something of everything that can happen; `d` stays merged, and `a` has a long timeline."""
    one, two, three, four = [await story.report(text, labels={"n": text}) for text in ("a", "b", "c", "d")]
    await story.merge(two.incident_id, one.incident_id)
    await story.report("b")
    await story.split(one.incident_id, fingerprint="api||b")
    await story.merge(four.incident_id, one.incident_id)
    await story.resolve(three.incident_id, release="1.0")
    await story.report("c", request_id=ULID_ID, occurred_at=story.clock() + 1)
    pair = [await story.report("disk", fp="f", params=(each,)) for each in ("sda", "sdb")]
    await story.split(pair[0].incident_id, occurrence_ids=[pair[1].request_id])
    await story.report("disk", fp="f", params=("sdb",))
    await story.store.save_advice("default", one.incident_id, dossier())
    for number in range(90):
        await story.store.comment("default", one.incident_id, f"ünïcode {number}", "user:ann")
    await Story(story.store, story.clock, "acme").report("theirs")


async def everything(store: EmbeddedStore | S3Store) -> list[Incident]:
    page = await store.incidents("default", IncidentQuery(limit=100))
    return [await store.incident("default", each.incident_id) for each in page.items]


async def test_a_move_to_a_bucket_keeps_the_audit_log_as_evidence(
    store: S3Store, clock: ManualClock, tmp_path: Path
) -> None:
    """What was changed before the move is found after it; nothing is chained anew."""
    embedded = await EmbeddedStore.open(tmp_path / "data", clock, "planar@1")
    for name in ("ann", "eve"):
        await embedded.audit(AuditEntry("default", name, AuditAction.LOGIN_ACCEPTED, name))
    await embedded.close()
    with closing(sqlite3.connect(tmp_path / "data" / "incidents.db", isolation_level=None)) as file:
        file.execute("UPDATE audit SET actor = 'bob' WHERE actor = 'eve'")
    embedded = await EmbeddedStore.open(tmp_path / "data", clock, "planar@1")
    await embedded.export_jsonl(tmp_path / "all.jsonl")
    await embedded.close()
    await store.import_jsonl(tmp_path / "all.jsonl")
    assert [found for found in await store.verify() if "audit log was changed at or before line 1" in found]


async def test_a_bucket_does_not_fit_into_a_file(
    store: S3Store, story: Story, clock: ManualClock, tmp_path: Path
) -> None:
    await story.report()
    await store.export_jsonl(tmp_path / "all.jsonl")
    embedded = await EmbeddedStore.open(tmp_path / "data", clock, "planar@1")
    with pytest.raises(InvalidRequest, match="S3"):
        await embedded.import_jsonl(tmp_path / "all.jsonl")
    await embedded.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: text.rindex('["end"')],
        lambda text: text.replace("incident-responder-objects", "something-else"),
        lambda text: text.replace('["head/', '["user/'),
        lambda text: text.replace('"version": 1', '"version": 9'),
        lambda text: text[:200] + "\n" + text[200:],
    ],
)
async def test_a_foreign_or_damaged_file_changes_nothing(
    store: S3Store, story: Story, clock: ManualClock, tmp_path: Path, change: Callable[[str], str]
) -> None:
    await story.report()
    await store.export_jsonl(tmp_path / "all.jsonl")
    path = tmp_path / "bad.jsonl"
    path.write_text(change((tmp_path / "all.jsonl").read_text()))
    bucket = MemoryBucket()
    with pytest.raises(InvalidRequest):
        await S3Store(bucket, clock, Guard("memory")).import_jsonl(path)
    assert bucket.objects.names("", "", 10) == ([], False)


def _of(bucket: MemoryBucket, folder: str) -> str:
    return bucket.objects.names(folder, "", 1)[0][0][0]


def _edit(bucket: MemoryBucket, key: str, **changes: object) -> None:
    found = bucket.objects.get(key)
    assert found is not None
    bucket.objects.put(key, orjson.dumps(orjson.loads(found.body) | changes))


def _ticket(bucket: MemoryBucket, **changes: object) -> None:
    key = _of(bucket, "head/")
    found = bucket.objects.get(key)
    assert found is not None
    ticket = orjson.loads(found.body)["tickets"][0]
    _edit(bucket, key, tickets=[ticket | changes])


def _copy(bucket: MemoryBucket) -> None:
    """The first lineage's flush once more, on the second; both were appended."""
    as_older_builds_wrote(bucket.objects)
    (one, _), (other, _) = bucket.objects.names("occurrence/", "", 2)[0]
    found = bucket.objects.get(one)
    assert found is not None
    bucket.objects.put(other.rpartition("/")[0] + "/" + one.rpartition("/")[2], found.body)


def _empty(bucket: MemoryBucket) -> None:
    """A flush whose reports are gone."""
    as_older_builds_wrote(bucket.objects)
    bucket.objects.put(_of(bucket, "occurrence/"), b"[]")


def _log(bucket: MemoryBucket, **changes: object) -> None:
    key = _of(bucket, "head/")
    found = bucket.objects.get(key)
    assert found is not None
    _edit(bucket, key, log=orjson.loads(found.body)["log"] | changes)


DAMAGE: list[tuple[Callable[[MemoryBucket], None], str]] = [
    (lambda bucket: _ticket(bucket, number=2), "out of order"),
    (lambda bucket: _ticket(bucket, status=Status.RESOLVED), "without saying when"),
    (lambda bucket: _ticket(bucket, status=Status.MERGED), "without a target"),
    (lambda bucket: _edit(bucket, _of(bucket, "head/"), into="inc_none"), "in a circle or nowhere"),
    (lambda bucket: _edit(bucket, _of(bucket, "head/"), announced={"x": 1.0}), "under way"),
    (lambda bucket: _edit(bucket, _of(bucket, "head/"), announcement_made=False), "no notice of it"),
    (lambda bucket: bucket.objects.delete(_of(bucket, "head/")), "never made"),
    (lambda bucket: _edit(bucket, _of(bucket, "alias/"), lineage="inc_none"), "leads nowhere"),
    (lambda bucket: _edit(bucket, _of(bucket, "alias/"), vector="AAAA"), "another length"),
    (lambda bucket: bucket.objects.delete(_of(bucket, "alias/")), "an unknown fingerprint"),
    (_empty, "says 1 reports and holds 0"),
    (lambda bucket: _log(bucket, commits=[]), "does not show as many"),
    (lambda bucket: _log(bucket, counts=[{"count": 7, "first": 1.0, "last": 2.0}]), "does not show as many"),
    (_copy, "counted 2 times"),
    (lambda bucket: bucket.objects.delete(_of(bucket, "list/")), "is missing"),
    (lambda bucket: bucket.objects.put("list/x/OPEN/a.2.inc_none.c", b""), "no head says so"),
    (lambda bucket: _edit(bucket, "audit/000000000000", at=1.0), "audit log"),
]


@pytest.mark.parametrize(("damage", "finding"), DAMAGE)
async def test_verify_says_what_is_broken(
    store: S3Store, story: Story, bucket: MemoryBucket, damage: Callable[[MemoryBucket], None], finding: str
) -> None:
    for text in ("a", "b", "c"):
        await story.report(text)
    await store.audit(AuditEntry("default", "ann", AuditAction.LOGIN_ACCEPTED, "ann"))
    assert await store.verify() == []
    damage(bucket)
    assert any(finding in each for each in await store.verify())


async def test_one_process_reconciles_at_a_time_and_not_too_often(store: S3Store, clock: ManualClock) -> None:
    assert "heads" in await store.reconcile()
    assert await store.reconcile() == {}
    assert "heads" in await store.reconcile(thorough=True)
    clock.pass_(60)
    assert "heads" not in await store.reconcile()
    clock.pass_(25 * 3600)
    assert "heads" in await store.reconcile()


async def test_a_dead_process_claim_is_helped_by_who_finds_it(
    store: S3Store, story: Story, bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.report("a")
    bucket.objects.delete(_of(bucket, "head/"))
    answer = await story.report("other", found=near(Candidate("api||a", 0.8)))
    assert answer.verdict in (Verdict.NEW, Verdict.EXISTING)
    assert not [each for each in await store.verify() if "never made" in each]
