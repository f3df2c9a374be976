"""A queue may hand one report to two processes at the same moment: it counts once, on every store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.servers.s3_store import credentials, s3_store
from tests.support.stores import ProbedStore
from tests.support.story import Story, near
from tools.ids import new_request_id
from tools.nouns.decisions import Verdict
from tools.nouns.recorded import Recorded
from tools.ports import TicketStore

Two = tuple[TicketStore, TicketStore]


@pytest.fixture(params=["embedded", "s3"])
async def two(
    request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Two]:
    """Two processes' stores on the same data."""
    async with AsyncExitStack() as opened:
        if request.param == "s3":
            credentials(monkeypatch)
            address = request.getfixturevalue("address")
            one = await opened.enter_async_context(s3_store(address, clock, prefix=tmp_path.name))
            other = await opened.enter_async_context(s3_store(address, clock, prefix=tmp_path.name))
            yield one, other
            return
        stores = [await ProbedStore.open(tmp_path / "data", clock=clock) for _ in range(2)]
        for each in stores:
            opened.push_async_callback(each.close)
        yield stores[0], stores[1]


async def both(two: Two, clock: ManualClock, text: str) -> tuple[Recorded, Recorded]:
    """What each of the two answers to one young report that both were handed."""
    report, profile = Story(two[0], clock).written(text, request_id=new_request_id(clock() + 1), queued=True)
    one, other = await asyncio.gather(*(store.record(report, profile, near()) for store in two))
    return one, other


@pytest.mark.parametrize("known", [True, False])
async def test_a_report_given_to_two_processes_counts_once(two: Two, clock: ManualClock, known: bool) -> None:
    story = Story(two[0], clock)
    before = 1 if known and await story.report("disk full") else 0
    answers = await both(two, clock, "disk full")
    assert len({each.incident_id for each in answers}) == 1
    assert sorted(each.replayed for each in answers) == [False, True]
    assert (await story.see(answers[0].incident_id)).occurrences == before + 1
    assert {each.verdict for each in answers} == {Verdict.EXISTING if known else Verdict.NEW}


async def test_a_report_that_comes_again_counts_once(two: Two, clock: ManualClock) -> None:
    """At once, in a burst, and long after its ticket was resolved."""
    story = Story(two[0], clock)
    report, profile = story.written("disk full", request_id=new_request_id(clock() + 1), queued=True)
    first = await two[0].record(report, profile, near())
    again = await two[1].record(report, profile, near())
    many = await two[1].record_many([(report, profile, None)] * 5)
    await story.resolve(first.incident_id)
    clock.pass_(3600.0)
    late = await two[1].record(report, profile, near())
    for each in (again, *many, late):
        assert isinstance(each, Recorded)
        assert (each.incident_id, each.replayed, each.verdict) == (first.incident_id, True, Verdict.NEW)
    assert (await story.see(first.incident_id)).occurrences == 1
