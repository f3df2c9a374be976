"""Two stores on one folder, as two server processes are: no stale verdict, no second ticket, everything found."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.story import Story, vector
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import IncidentQuery
from tools.nouns.reports import Candidates
from tools.tickets.embedded import EmbeddedStore, EmbeddedVectors, verify
from tools.vectors.embedded import EmbeddedIndex


@pytest.fixture
async def other(store: EmbeddedStore, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Story]:
    opened = await EmbeddedStore.open(tmp_path / "data", clock=clock)
    told = Story(opened, clock)
    told.sent = 1_000_000
    yield told
    await opened.close()


async def test_what_one_closes_recurs_in_the_other(story: Story, other: Story):
    first = await story.report()
    assert (await other.report()).incident_id == first.incident_id
    _, profile = story.written()
    assert await story.store.peek("default", profile)
    await other.resolve(first.incident_id)
    back = await story.report()
    assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, first.incident_id)


@pytest.mark.parametrize("reports", [200, pytest.param(2000, marks=pytest.mark.long)])
async def test_one_problem_reported_to_both_is_one_ticket(story: Story, other: Story, tmp_path: Path, reports: int):
    await asyncio.gather(*(teller.report() for _ in range(reports // 2) for teller in (story, other)))
    page = await story.store.incidents("default", IncidentQuery())
    assert [(each.occurrences, each.generation) for each in page.items] == [(reports, 1)]
    assert verify(tmp_path / "data") == []


@pytest.mark.parametrize("pairs", [40, pytest.param(300, marks=pytest.mark.long)])
async def test_a_near_identical_pair_split_over_both_is_one_ticket(
    story: Story, other: Story, index: EmbeddedIndex, tmp_path: Path, pairs: int
):
    second = EmbeddedIndex(EmbeddedVectors(tmp_path / "data"))

    async def send(teller: Story, near: EmbeddedIndex, pair: int) -> None:
        report, profile = teller.written(f"problem {pair} seen by {id(teller)}", service=f"service {pair}")
        upto, found = await near.search("default", report.service, vector(pair), 5)
        await teller.store.record(report, profile, Candidates(upto, vector(pair), tuple(found)))

    await asyncio.gather(*(send(*side, pair) for pair in range(pairs) for side in ((story, index), (other, second))))
    await second.close()
    assert (await story.store.incidents("default", IncidentQuery())).count == pairs


async def test_vectors_of_the_other_are_found(story: Story, other: Story, index: EmbeddedIndex):
    for number, teller in enumerate((story, other, story)):
        await teller.report(f"p{number}", found=Candidates(10**15, vector(number * 30)))
        _, found = await index.search("default", "api", vector(number * 30), 1)
        assert found[0].fingerprint == f"api||p{number}"
