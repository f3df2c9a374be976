"""Upkeep of a data folder: verify finds damage, prune keeps what decides, export, import and reindex round-trip."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.story import Story, near, vector
from tools.errors import InvalidRequest, Misconfigured, NotFound
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import Incident, IncidentQuery
from tools.nouns.reports import Candidate
from tools.tickets.embedded import EmbeddedStore, EmbeddedVectors, verify
from tools.tickets.sql.maintenance.invariants import RULES
from tools.vectors.embedded import EmbeddedIndex


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock) -> AsyncIterator[EmbeddedStore]:
    opened = await EmbeddedStore.open(tmp_path / "data", clock=clock, embedder_identity="flat")
    yield opened
    await opened.close()


class Flat:
    """An embedder that turns a text's length into an angle."""

    identity = "flatter"
    dimension = 2

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        return [vector(len(text)) for text in texts]


async def eventful(story: Story) -> None:
    """Something of everything that can happen."""
    one, two, three = [await story.report(text, labels={"n": text}) for text in ("a", "b", "c")]
    await story.merge(two.incident_id, one.incident_id)
    await story.report("b")
    await story.split(one.incident_id, fingerprint="api||b")
    await story.resolve(three.incident_id)
    await story.report("c")
    pair = [await story.report("disk", fp="f", params=(each,)) for each in ("sda", "sdb")]
    await story.split(pair[0].incident_id, occurrence_ids=[pair[1].request_id])
    await story.report("disk", fp="f", params=("sdb",))
    await story.store.comment("default", one.incident_id, "ünïcode", "user:ann")


async def everything(store: EmbeddedStore) -> list[Incident]:
    page = await store.incidents("default", IncidentQuery(limit=100))
    return [await store.incident("default", each.incident_id) for each in page.items]


HEADER = b'{"format": "incident-responder-export", "version": 1}'
ONE_PROBLEM = """
DROP INDEX one_live_ticket;
UPDATE tickets SET lineage = (SELECT MIN(lineage) FROM tickets), generation = 2
WHERE seq = (SELECT MAX(seq) FROM tickets)
"""
DAMAGE = [
    (ONE_PROBLEM, "more than one live"),
    (ONE_PROBLEM, "an earlier generation and not resolved"),
    ("UPDATE tickets SET status = 'MERGED'", "merged without a target"),
    ("UPDATE tickets SET status = 'MERGED', merged_into = 'inc_none'", "merged into a ticket that does not exist"),
    ("UPDATE tickets SET status = 'MERGED', merged_into = 'inc_none'", "merged away"),
    ("UPDATE tickets SET regression_of = 'inc_none'", "regression of a ticket"),
    ("DELETE FROM outbox WHERE kind = 'advise'", "the outbox has no job"),
    ("UPDATE tickets SET pending = pending | 1", "the outbox has no job"),
    ("UPDATE aliases SET vector_seq = 10000 + seq", "behind"),
    ("UPDATE tickets SET occurrences = occurrences + 1 WHERE seq = (SELECT MIN(seq) FROM tickets)", "counts 2"),
    ("UPDATE tickets SET merged_into = id, status = 'MERGED'", "circle"),
    ("DELETE FROM tickets WHERE seq = (SELECT MIN(seq) FROM tickets)", "leads nowhere"),
    ("UPDATE occurrences SET ticket = 'inc_none'", "does not exist"),
    ("UPDATE occurrences SET fingerprint = 'none'", "an unknown fingerprint"),
    ("UPDATE sequence SET n = 1", "behind"),
    ("UPDATE tickets SET status = 'RESOLVED'", "without saying when"),
    ("UPDATE tickets SET generation = 2", "no generation before"),
    ("UPDATE tickets SET tenant = 'acme'", "in its tenant"),
    ("UPDATE audit SET actor = 'eve' WHERE seq = (SELECT MIN(seq) FROM audit)", "audit"),
    ("DELETE FROM audit WHERE seq = (SELECT MIN(seq) FROM audit)", "audit"),
    ("INSERT INTO regroupings VALUES (1, 2, 'inc_none')", "regrouped"),
    (
        "INSERT INTO recovery_states (ticket, since) SELECT id, 1.0 FROM tickets; UPDATE tickets SET status = 'MERGED'",
        "recovers although it is not live",
    ),
    ("UPDATE outbox SET ticket = 'inc_none'", "job"),
    ("UPDATE aliases SET vector = x'00' WHERE seq = (SELECT MAX(seq) FROM aliases)", "another length"),
]


@pytest.mark.parametrize(("damage", "finding"), DAMAGE)
async def test_verify_says_what_is_broken(store: EmbeddedStore, story: Story, tmp_path: Path, damage, finding):
    await story.report("a")
    await story.report("b")
    for _ in range(2):
        await store.audit(AuditEntry("default", "ann", AuditAction.LOGIN_ACCEPTED, "ann"))
    other = sqlite3.connect(tmp_path / "data" / "incidents.db", isolation_level=None)
    other.executescript(damage)
    other.close()
    assert any(finding in each for each in verify(tmp_path / "data"))


def test_every_rule_is_tried():
    untried = [words for words, _ in RULES if not any(finding in words for _, finding in DAMAGE)]
    assert untried == []


async def test_verify_of_no_database_and_of_a_damaged_one(tmp_path: Path):
    with pytest.raises(NotFound):
        verify(tmp_path)
    (tmp_path / "incidents.db").write_bytes(b"SQLite format 3\x00" + b"\x07" * 5000)
    assert any("damaged" in each for each in verify(tmp_path))


async def test_prune_keeps_what_decides(store: EmbeddedStore, story: Story, tmp_path: Path):
    old, young = await story.report("a"), await story.report("b")
    await story.resolve(old.incident_id, release="1.0")
    before = await story.see(old.incident_id)
    index = EmbeddedIndex(EmbeddedVectors(tmp_path / "data"))
    assert await store.prune(story.clock() + 1) == 1
    assert await store.prune(story.clock() + 1) == 0
    assert await story.see(old.incident_id) == before
    with pytest.raises(NotFound, match="pruned"):
        await store.report("default", old.request_id)
    assert (await store.recorded("default", old.request_id)).verdict is Verdict.NEW
    assert (await store.report("default", young.request_id)).log == "b"
    assert [each.fingerprint for each in (await index.search("default", "api", vector(0), 9))[1]] == ["api||b"]
    await index.close()
    assert (await story.report("a")).verdict is Verdict.REGRESSION
    assert verify(tmp_path / "data") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"format": "incident-responder-export", "version": 99}',
        '{"format": "incident-responder-export", "version": 1}\nnonsense',
        '{"format": "incident-responder-export", "version": 1}\n7',
        '{"format": "incident-responder-export", "version": 1}\n["end", 1]',
        '{"format": "incident-responder-export", "version": 1}\n["tickets", 1]',
        '{"format": "incident-responder-export", "version": 1}\n["users", {"username": "eve"}]',
        '{"format": "incident-responder-export", "version": 1}\n["tickets", {"id) --": 1}]',
    ],
)
async def test_a_foreign_file_changes_nothing(store: EmbeddedStore, tmp_path: Path, text: str):
    (tmp_path / "bad.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRequest):
        await store.import_jsonl(tmp_path / "bad.jsonl")
    assert verify(tmp_path / "data") == []
    await store.ready()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe", "not an export of incident-responder"), (HEADER + b'\n["events", "caf\xe9"]', "line 2 is damaged")],
)
async def test_a_file_that_is_no_utf_8_is_named_as_such(
    store: EmbeddedStore, tmp_path: Path, content: bytes, said: str
):
    (tmp_path / "bad.jsonl").write_bytes(content)
    with pytest.raises(InvalidRequest, match=said):
        await store.import_jsonl(tmp_path / "bad.jsonl")


async def test_reindex_brings_new_vectors_to_running_processes(store: EmbeddedStore, story: Story, tmp_path: Path):
    await story.report("x" * 10, found=near(degrees=170))
    await story.report("x" * 90, found=near(degrees=170))
    index = EmbeddedIndex(EmbeddedVectors(tmp_path / "data"))
    assert await store.reindex(Flat()) == 2
    _, found = await index.search("default", "api", vector(90), 1)
    assert found == [Candidate("api||" + "x" * 90, pytest.approx(1.0))]
    await index.close()
    assert verify(tmp_path / "data") == []


async def test_a_reindex_cut_off_lets_no_model_in(store: EmbeddedStore, story: Story, tmp_path: Path):
    with pytest.raises(ConnectionError):
        async with store.reindexing("round", outside=False):
            raise ConnectionError("the machine went away")
    for identity in ("flat", "round"):
        with pytest.raises(Misconfigured, match="an unfinished reindex to round"):
            await EmbeddedStore.open(tmp_path / "data", clock=story.clock, embedder_identity=identity)
    async with store.reindexing("round", outside=False):
        pass
    await (await EmbeddedStore.open(tmp_path / "data", clock=story.clock, embedder_identity="round")).close()


async def test_reindex_of_the_same_model_keeps_nobody_out(store: EmbeddedStore, story: Story, tmp_path: Path):
    async with store.reindexing("flat", outside=False):
        await (await EmbeddedStore.open(tmp_path / "data", clock=story.clock, embedder_identity="flat")).close()
