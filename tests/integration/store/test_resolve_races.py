"""A resolve beside reports: every acknowledged report is on an open generation or flagged late; never two are open."""

import asyncio
from pathlib import Path

import pytest

from tests.support.clock import START
from tests.support.stores import ProbedStore
from tests.support.story import Story
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import IncidentQuery, Status
from tools.tickets.embedded import verify


@pytest.mark.parametrize("rounds", [25, pytest.param(500, marks=pytest.mark.long)])
async def test_a_resolve_beside_four_reports(store: ProbedStore, story: Story, tmp_path: Path, rounds: int):
    sent = 0
    for turn in range(rounds):
        text = f"problem {turn % 7}"
        first = await story.report(text)
        before = [story.report(text) for _ in range(turn % 5)]
        after = [story.report(text) for _ in range(4 - turn % 5)]
        answers = await asyncio.gather(*before, story.resolve(first.incident_id), *after)
        sent += 5
        reports = [answer for answer in answers if answer is not answers[len(before)]]
        fresh = [answer for answer in reports if answer.verdict is Verdict.REGRESSION]
        assert len(fresh) <= 1
        for answer in reports:
            assert answer.incident_id in {first.incident_id, *(each.incident_id for each in fresh)}
        live = await store.incidents("default", IncidentQuery(status=Status.OPEN, limit=500))
        assert len({each.root_id for each in live.items}) == live.count
    counted = await store.read(lambda sql: sql.execute("SELECT SUM(occurrences) FROM tickets").fetchone()[0])
    assert counted == sent
    assert verify(tmp_path / "data") == []


@pytest.mark.parametrize("events", [40, pytest.param(500, marks=pytest.mark.long)])
async def test_reports_from_before_the_resolve_are_no_regression(
    store: ProbedStore, story: Story, tmp_path: Path, events: int
):
    story.clock.pass_(2000)
    first = await story.report(occurred_at=START)
    await story.resolve(first.incident_id, at=START + 1000)
    answers = await asyncio.gather(*(story.report(occurred_at=START + 2 * n % 1000) for n in range(events)))
    assert {answer.verdict for answer in answers} == {Verdict.EXISTING}
    assert all(answer.decision.late for answer in answers)
    assert (await story.see(first.incident_id)).occurrences == events + 1
    back = await story.report(occurred_at=START + 1000.5)
    assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, first.incident_id)
    assert verify(tmp_path / "data") == []
