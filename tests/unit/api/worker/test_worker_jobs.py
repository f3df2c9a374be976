"""The worker makes up for what a run left undone, and gives a job back when it cannot."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from api.intake.overload import MAX_CONCURRENT
from api.worker import worker
from api.worker.advise import LAST_ATTEMPT
from api.worker.lane_lease import LEASE_SECONDS
from tests.support.doubles.ports import report
from tests.support.doubles.worker import WorkerOnDoubles
from tests.support.knowledge import dossier
from tests.support.notices import notice
from tools.errors import StoreUnavailable, Unavailable
from tools.notify.webhook import ANSWER_TIMEOUT_SECONDS
from tools.nouns.decisions import Rematch
from tools.nouns.jobs import JobKind
from tools.nouns.notices import Notice
from tools.text.identity.fingerprint import profile_of


@pytest.fixture
async def desk() -> WorkerOnDoubles:
    made = WorkerOnDoubles()
    await made.begin()
    return made


async def test_a_run_that_died_is_finished(desk: WorkerOnDoubles) -> None:
    assert await desk.do(desk.job("advise")) == 1
    assert desk.outbox.done == ["7"]
    assert desk.agents.store.dossiers["inc_0"].advice
    assert len(desk.agents.advisor.asked) == 1


async def test_advice_that_is_there_is_not_written_again(desk: WorkerOnDoubles) -> None:
    desk.agents.store.dossiers["inc_0"] = dossier("Done.")
    await desk.do(desk.job("advise"))
    assert desk.outbox.done == ["7"]
    assert desk.agents.advisor.asked == []


async def test_the_third_attempt_does_without_the_model(desk: WorkerOnDoubles) -> None:
    await desk.do(desk.job("advise", attempts=LAST_ATTEMPT))
    assert desk.agents.advisor.asked == []
    assert len(desk.agents.keyless.asked) == 1


async def test_a_search_that_is_down_is_tried_again_later(desk: WorkerOnDoubles) -> None:
    desk.agents.library.fail = Unavailable("down")
    await desk.do(desk.job("advise"))
    [(job_id, at, error)] = desk.outbox.again
    assert (job_id, at > 1_000.0) == ("7", True)
    assert "down" in error


async def test_in_the_end_a_ticket_has_an_abstention(desk: WorkerOnDoubles) -> None:
    desk.agents.library.fail = Unavailable("down")
    await desk.do(desk.job("advise", attempts=LAST_ATTEMPT))
    advice = desk.agents.store.dossiers["inc_0"].advice
    assert advice is not None
    assert advice.abstained
    assert desk.outbox.done == ["7"]


async def test_a_job_about_something_that_is_gone_is_dropped(desk: WorkerOnDoubles) -> None:
    await desk.do(desk.job("advise", incident_id="inc_gone"))
    assert desk.outbox.done == ["7"]


async def test_a_dead_process_delays_what_is_told_less_than_advice(desk: WorkerOnDoubles) -> None:
    await desk.do()
    assert ANSWER_TIMEOUT_SECONDS < desk.outbox.leases[JobKind.NOTIFY] <= LEASE_SECONDS
    assert desk.outbox.leases[JobKind.ADVISE] > desk.outbox.leases[JobKind.NOTIFY]


async def test_one_bad_job_does_not_stop_the_others(desk: WorkerOnDoubles) -> None:
    await desk.do(desk.job("notify", job_id="8", notice=None), desk.job("advise"))
    assert desk.outbox.done == ["7"]
    assert [job_id for job_id, *_ in desk.outbox.again] == ["8"]


async def test_a_job_whose_end_was_not_stored_is_done_again(desk: WorkerOnDoubles) -> None:
    finish = desk.outbox.finish

    async def fails(job_id: str, **how: Any) -> None:
        if job_id == "7":
            raise StoreUnavailable("down")
        await asyncio.sleep(0.01)
        await finish(job_id, **how)

    desk.outbox.finish = fails  # type: ignore[method-assign]
    assert await desk.do(desk.job("advise"), desk.job("advise", job_id="8")) == 2
    assert desk.outbox.done == ["8"]


async def test_while_matches_are_owed_advice_goes_on_one_at_a_time(
    desk: WorkerOnDoubles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "COUNT_EVERY_SECONDS", 0.0)
    desk.outbox.owed = desk.deferral.owed = 1
    assert await desk.do(*(desk.job("advise", job_id=str(number)) for number in range(3))) == 1
    desk.outbox.owed = 0
    assert [await desk.do(), await desk.do()] == [2, 0]


async def test_a_match_needs_no_place_among_what_waits_for_a_model(desk: WorkerOnDoubles) -> None:
    async with AsyncExitStack() as places:
        for _ in range(MAX_CONCURRENT):
            await places.enter_async_context(desk.pace.slot())
        await asyncio.wait_for(desk.do(desk.job("match", fingerprint=profile_of(report()).fingerprint)), 5)
    assert desk.outbox.done == ["7"]


async def test_a_deferred_match_is_made_with_the_masked_text(desk: WorkerOnDoubles) -> None:
    await desk.do(desk.job("match", fingerprint=profile_of(report()).fingerprint))
    assert desk.agents.embedder.texts == [profile_of(report()).template]
    assert [candidates.upto for candidates in desk.outbox.rematched] == [7]


async def test_people_are_told_with_a_stable_id(desk: WorkerOnDoubles) -> None:
    await desk.do(desk.job("notify"))
    await desk.do(desk.job("notify"))
    assert desk.outbox.told == [notice(), notice()]


class Repairs:
    """A store that has something to repair."""

    def __init__(self) -> None:
        self.looked = asyncio.Event()

    async def reconcile(self) -> dict[str, int]:
        self.looked.set()
        return {"merges": 1, "moves": 2}


async def test_a_store_that_needs_it_is_reconciled_in_the_background() -> None:
    repairs = Repairs()
    desk = WorkerOnDoubles(reconciler=repairs)
    desk.worker.start()
    await asyncio.wait_for(repairs.looked.wait(), 5)
    await desk.worker.stop()


async def test_one_pass_of_repairs_can_be_asked_for(desk: WorkerOnDoubles) -> None:
    assert await WorkerOnDoubles(reconciler=Repairs()).worker.reconcile() == 3
    assert await desk.worker.reconcile() == 0


async def test_a_store_that_fails_does_not_end_the_worker(desk: WorkerOnDoubles) -> None:
    calls: list[int] = []
    again = asyncio.Event()

    async def jobs(*_: Any, **__: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise StoreUnavailable("down")
        again.set()
        return []

    desk.outbox.jobs = jobs  # type: ignore[method-assign]
    desk.worker.start()
    await asyncio.wait_for(again.wait(), 5)
    await desk.worker.stop()


async def test_people_are_told_before_anything_is_matched() -> None:
    desk, order = WorkerOnDoubles(), []
    await desk.begin()

    async def told(_notice: Notice) -> None:
        order.append("notify")

    async def matched(*_: Any) -> Rematch:
        order.append("match")
        return Rematch.NONE

    desk.outbox.notify, desk.outbox.rematch = told, matched  # type: ignore[method-assign]
    match = desk.job("match", fingerprint=profile_of(report()).fingerprint)
    assert await desk.do(match, desk.job("notify"), match) == 3
    assert order == ["notify", "match", "match"]
