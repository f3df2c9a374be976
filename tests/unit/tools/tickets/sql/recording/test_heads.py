"""Heads that stay in memory between transactions never give a stale verdict, whoever changed the tickets meanwhile."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.stores import ProbedStore
from tests.support.story import HIGH, LOW, Story, judge_by_cosine, near
from tools.errors import StoreUnavailable
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import Dossier
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidate
from tools.tickets.embedded import verify
from tools.tickets.sql.recording import heads
from tools.tickets.sql.transaction import Transaction


@pytest.fixture
async def other(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Story]:
    """Another process on the same folder, as it were."""
    opened = await ProbedStore.open(tmp_path / "data", clock=clock)
    told = Story(opened, clock)
    told.sent = 1_000_000
    yield told
    await opened.close()


@pytest.fixture
async def story(other: Story, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Story]:
    """A store whose heads of problems a and b are warm: each was known already and then reported once more."""
    for text in ("a", "b"):
        await other.report(text)
    store = await ProbedStore.open(tmp_path / "data", clock=clock)
    told = Story(store, clock)
    for text in ("a", "b"):
        assert (await told.report(text)).occurrences == 2
    yield told
    await store.close()
    assert verify(tmp_path / "data") == []


async def together(story: Story, *acts: object) -> list[object]:
    """Several commands in one transaction: the writer is held up until all of them wait."""
    entered, leave = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(_: Transaction) -> None:
        loop.call_soon_threadsafe(entered.set)
        asyncio.run_coroutine_threadsafe(leave.wait(), loop).result(10)

    holding = asyncio.ensure_future(story.store.change(hold))
    await entered.wait()
    waiting = [asyncio.ensure_future(act) for act in acts]
    await asyncio.sleep(0.02)
    leave.set()
    await holding
    return await asyncio.gather(*waiting)


async def test_a_resolve_by_another_process_is_seen(story: Story, other: Story):
    ticket = (await story.report("a")).incident_id
    await other.resolve(ticket)
    back = await story.report("a")
    assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, ticket)


async def test_a_merge_and_its_undoing_by_another_process_are_seen(story: Story, other: Story):
    loser, winner = [(await story.report(text)).incident_id for text in ("a", "b")]
    await other.merge(loser, winner)
    merged = await story.report("a")
    assert (merged.incident_id, merged.occurrences) == (winner, 7)
    await other.split(winner, merged_incident_id=loser)
    parted = await story.report("a")
    assert (parted.incident_id, parted.occurrences) == (loser, 5), (
        "the report made while merged goes back with its fingerprint"
    )


async def test_what_another_process_counts_raises_and_advises_is_seen(story: Story, other: Story):
    ticket = (await other.report("a", severity=HIGH)).incident_id
    await other.store.save_advice("default", ticket, Dossier(recommendations="restart it"))
    answer = await story.report("a", severity=LOW)
    assert (answer.occurrences, answer.severity) == (4, HIGH)
    assert answer.dossier.recommendations == "restart it"


async def test_a_problem_closed_and_pruned_by_another_process_recurs(story: Story, other: Story):
    ticket = (await story.report("a")).incident_id
    await other.resolve(ticket)
    assert await other.store.prune(story.clock() + 1) == 1
    back = await story.report("a")
    assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, ticket)


async def test_its_own_acts_in_between_are_seen(story: Story):
    loser, winner = [(await story.report(text)).incident_id for text in ("a", "b")]
    await story.merge(loser, winner)
    assert (await story.report("a")).incident_id == winner
    await story.split(winner, merged_incident_id=loser)
    assert (await story.report("a")).incident_id == loser
    await story.resolve(loser)
    assert (await story.report("a")).regression_of == loser


async def test_records_among_reports_leave_heads_warm(story: Story, monkeypatch: pytest.MonkeyPatch):
    looked_up: list[str] = []

    def counted(sql: sqlite3.Connection, tenant: str, fingerprint: str) -> heads.Known | None:
        looked_up.append(fingerprint)
        return look_up(sql, tenant, fingerprint)

    look_up = heads.look_up
    monkeypatch.setattr(heads, "look_up", counted)
    rows = story.store.rows()
    one, _, two, jobs, three = await together(
        story, story.report("a"), rows.put("key", b"1"), story.report("a"), story.jobs("notify"), story.report("a")
    )
    assert ([each.occurrences for each in (one, two, three)], len(looked_up), len(jobs)) == ([3, 4, 5], 1, 2)
    assert (await rows.get("key")).body == b"1"


async def test_acts_in_the_same_transaction_are_seen(story: Story):
    loser, winner = [(await story.report(text)).incident_id for text in ("a", "b")]
    before, _, merged, _, parted, _, back = await together(
        story,
        story.report("a"),
        story.merge(loser, winner),
        story.report("a"),
        story.split(winner, merged_incident_id=loser),
        story.report("a"),
        story.resolve(loser),
        story.report("a"),
    )
    found = [each.incident_id for each in (before, merged, parted) if isinstance(each, Recorded)]
    assert found == [loser, winner, loser]
    assert isinstance(back, Recorded)
    assert back.regression_of == loser


async def test_what_a_lost_commit_counted_is_forgotten(story: Story, monkeypatch: pytest.MonkeyPatch):
    def full(self: Transaction) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "finish", full)
        with pytest.raises(StoreUnavailable):
            await story.report("a")
    assert (await story.report("a")).occurrences == 3


async def test_two_fingerprints_of_one_problem_share_a_head(
    story: Story, other: Story, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tools.rules.choices.judge", judge_by_cosine)
    ticket = (await other.report("e")).incident_id
    assert (await other.report("e again", found=near(Candidate("api||e", 0.99)))).incident_id == ticket
    reports = [(*story.written(text), near()) for text in ("e", "e again", "e", "e again")]
    answers = await story.store.record_many(reports)
    assert [each.occurrences for each in answers if isinstance(each, Recorded)] == [3, 4, 5, 6]
    assert (await story.see(ticket)).occurrences == 6


async def test_the_heads_in_memory_are_bounded(story: Story, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(heads, "MAX_KEPT", 1)
    cache = heads.HeadCache()

    def look(txn: Transaction) -> list[heads.Known | None]:
        cache.begin(txn.sql)
        found = [cache.get(txn.sql, "default", f"api||{text}") for text in ("a", "b")]
        cache.committed()
        return found

    first, second = [await story.store.change(look) for _ in range(2)]
    assert all(again is not None and again is not known for known, again in zip(first, second, strict=True))
    monkeypatch.setattr(heads, "MAX_KEPT", 2)
    assert all(again is known for known, again in zip(second, await story.store.change(look), strict=True))
