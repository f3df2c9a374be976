"""The writer: commands fail alone, groups fail whole, and nobody waits for a writer that is gone."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.stores import ProbedStore
from tests.support.story import Story, near
from tools.errors import Conflict, InvalidRequest, Misconfigured, NotFound, Overloaded, StoreUnavailable
from tools.nouns.decisions import Verdict
from tools.nouns.events import Comment
from tools.nouns.incidents import IncidentQuery
from tools.nouns.recorded import Recorded
from tools.tickets.embedded import verify
from tools.tickets.sql import engine, writer
from tools.tickets.sql.transaction import Transaction


class Held:
    """Holds the writer inside a transaction until released, so that what comes meanwhile forms one group."""

    def __init__(self, store: ProbedStore) -> None:
        self.inside = threading.Event()
        self.released = threading.Event()
        self.task = asyncio.ensure_future(store.change(self._hold))

    def _hold(self, _txn: Transaction) -> None:
        self.inside.set()
        self.released.wait(10)

    async def until_inside(self) -> None:
        await asyncio.to_thread(self.inside.wait, 10)


def broken(txn: Transaction) -> None:
    txn.event("default", "inc_x", "system", Comment("half"))
    raise NotFound("on purpose")


def mistaken(txn: Transaction) -> None:
    txn.event("default", "inc_x", "system", Comment("half"))
    raise ValueError("a bug")


def deadly(_txn: Transaction) -> None:
    raise SystemExit("the thread is killed")


async def events(store: ProbedStore) -> int:
    return await store.read(lambda sql: sql.execute("SELECT COUNT(*) FROM events WHERE ticket = 'inc_x'").fetchone()[0])


async def test_a_command_that_fails_fails_alone(store: ProbedStore, story: Story):
    held = Held(store)
    await held.until_inside()
    group = [story.report("a"), store.change(broken), story.report("a"), store.change(mistaken), story.report("b")]
    waiting = asyncio.gather(*group, return_exceptions=True)
    await asyncio.sleep(0.05)
    held.released.set()
    first, refused, second, mistake, third = await waiting
    assert isinstance(refused, NotFound)
    assert isinstance(mistake, ValueError)
    assert [answer.verdict for answer in (first, second, third)] == [Verdict.NEW, Verdict.EXISTING, Verdict.NEW]
    assert await events(store) == 0


async def test_nothing_read_earlier_in_a_group_is_trusted_after_an_act(store: ProbedStore, story: Story):
    ticket = await story.report("a")
    other = await story.report("b")
    held = Held(store)
    await held.until_inside()
    acts = [
        story.report("a"),
        story.resolve(ticket.incident_id),
        story.report("a"),
        story.merge(other.incident_id, ticket.incident_id),
        story.report("b"),
    ]
    waiting = asyncio.gather(*acts, return_exceptions=True)
    await asyncio.sleep(0.05)
    held.released.set()
    before, _, after, refused, last = await waiting
    assert (before.incident_id, before.verdict) == (ticket.incident_id, Verdict.EXISTING)
    assert (after.verdict, after.regression_of) == (Verdict.REGRESSION, ticket.incident_id)
    assert isinstance(refused, Conflict)
    assert last.incident_id == other.incident_id


async def test_one_bad_report_of_a_batch_fails_alone(store: ProbedStore, story: Story):
    bad = story.written("lone \ud800 surrogate")
    reports = [(*each, near()) for each in (story.written("a"), bad, story.written("a"))]
    one, two, three = await store.record_many(reports)
    assert isinstance(two, InvalidRequest)
    assert isinstance(one, Recorded)
    assert isinstance(three, Recorded)
    assert (one.verdict, three.verdict, three.occurrences) == (Verdict.NEW, Verdict.EXISTING, 2)


async def test_a_batch_repeats_safely_within_itself_and_later(store: ProbedStore, story: Story):
    one, two = story.written("a"), story.written("a")
    for _ in range(2):
        answers = await store.record_many([(*each, near()) for each in (one, two, one, two)])
        assert [each.request_id for each in answers if isinstance(each, Recorded)] == [
            "req_default_1",
            "req_default_2",
        ] * 2
    assert (await store.incidents("default", IncidentQuery())).items[0].occurrences == 2


async def test_a_storage_failure_fails_the_whole_group_and_passes(
    store: ProbedStore, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(self: Transaction) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "finish", full)
        answers = await asyncio.gather(*(story.report("a") for _ in range(3)), return_exceptions=True)
        assert all(isinstance(answer, StoreUnavailable) for answer in answers)
        with pytest.raises(StoreUnavailable):
            await store.ready()
    await store.ready()
    assert (await story.report("a")).verdict is Verdict.NEW
    assert verify(tmp_path / "data") == []


async def test_what_a_failed_group_counted_is_forgotten(
    store: ProbedStore, story: Story, monkeypatch: pytest.MonkeyPatch
):
    await story.report()

    def full(self: Transaction) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "finish", full)
        with pytest.raises(StoreUnavailable):
            await story.report()
    assert (await story.report()).occurrences == 2


async def test_a_dead_writer_answers_everyone_at_once(store: ProbedStore, story: Story):
    held = Held(store)
    await held.until_inside()
    waiting = asyncio.gather(story.report(), store.change(deadly), story.report(), return_exceptions=True)
    await asyncio.sleep(0.05)
    held.released.set()
    assert all(isinstance(answer, StoreUnavailable) for answer in await waiting)
    with pytest.raises(StoreUnavailable):
        await story.report()
    with pytest.raises(StoreUnavailable, match="died"):
        await store.ready()


async def test_a_full_queue_says_so(store: ProbedStore, story: Story, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writer, "MAX_WAITING", 3)
    held = Held(store)
    await held.until_inside()
    waiting = asyncio.gather(*(story.report() for _ in range(10)), return_exceptions=True)
    await asyncio.sleep(0.05)
    held.released.set()
    answers = await waiting
    refused = [answer for answer in answers if isinstance(answer, Overloaded)]
    assert len(refused) == 7
    assert refused[0].retry_after > 0
    assert (await story.report()).occurrences == 4


async def test_closing_finishes_what_was_accepted(tmp_path: Path, clock: ManualClock):
    store = await ProbedStore.open(tmp_path / "data", clock=clock)
    story = Story(store, clock)
    waiting = [asyncio.ensure_future(story.report()) for _ in range(100)]
    await asyncio.sleep(0)
    await store.close()
    answers = await asyncio.gather(*waiting)
    assert max(answer.occurrences for answer in answers) == 100
    with pytest.raises(StoreUnavailable):
        await story.report()
    with pytest.raises(StoreUnavailable):
        await story.see("inc_x")


async def test_a_caller_that_goes_away_cancels_nothing(store: ProbedStore, story: Story):
    held = Held(store)
    await held.until_inside()
    gone = asyncio.ensure_future(story.report())
    stays = asyncio.ensure_future(story.report())
    await asyncio.sleep(0.01)
    gone.cancel()
    held.released.set()
    assert (await stays).occurrences == 2


async def test_it_reopens_where_it_was(tmp_path: Path, clock: ManualClock):
    for count in (1, 2, 3):
        store = await ProbedStore.open(tmp_path / "data", clock=clock)
        story = Story(store, clock)
        assert (await story.report(request_id=f"req_{count}")).occurrences == count
        await store.close()


async def test_a_newer_schema_is_refused(tmp_path: Path, clock: ManualClock):
    await (await ProbedStore.open(tmp_path, clock=clock)).close()
    other = sqlite3.connect(tmp_path / "incidents.db")
    other.execute("PRAGMA user_version=99")
    other.close()
    with pytest.raises(Misconfigured, match="schema version 99"):
        await ProbedStore.open(tmp_path, clock=clock)


async def test_another_embedder_is_refused(tmp_path: Path, clock: ManualClock):
    for identity in ("minilm@1", "", "minilm@1"):
        await (await ProbedStore.open(tmp_path, clock=clock, embedder_identity=identity)).close()
    with pytest.raises(Misconfigured, match="reindex"):
        await ProbedStore.open(tmp_path, clock=clock, embedder_identity="other@1")


async def test_a_damaged_file_is_unavailable(tmp_path: Path, clock: ManualClock):
    (tmp_path / "incidents.db").write_bytes(b"this is no database, it is a text" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        await ProbedStore.open(tmp_path, clock=clock)


async def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path, clock: ManualClock):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreUnavailable):
        await ProbedStore.open(tmp_path / "file" / "data", clock=clock)


async def test_a_writer_that_hangs_is_not_ready(store: ProbedStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "READY_TIMEOUT_SECONDS", 0.05)
    held = Held(store)
    await held.until_inside()
    with pytest.raises(StoreUnavailable, match="not committed"):
        await store.ready()
    held.released.set()
    await held.task
