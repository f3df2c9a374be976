"""Runs go on whoever stops waiting for them, and one fault of one run is nobody else's."""

import asyncio
from typing import Any

import pytest
from langchain_core.tracers.context import collect_runs

from api.intake import overload
from api.intake import runs as runs_module
from api.intake.overload import Pace
from api.intake.runs import Runs
from tests.support.doubles.agents import DoubledAgents
from tests.support.doubles.ports import profiled
from tools.errors import StoreUnavailable
from tools.nouns.knowledge import Advice, Evidence


class Slow:
    """An advisor that answers when told to."""

    def __init__(self) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def advise(self, evidence: Evidence) -> Advice:
        self.asked.set()
        await self.go.wait()
        return Advice(root_cause="At last.")


def slow_house() -> tuple[DoubledAgents, Slow, Runs]:
    slow = Slow()
    house = DoubledAgents(advisor=slow)  # type: ignore[arg-type]
    return house, slow, Runs(house.graph, house.agents.analyzer)


async def test_the_verdict_comes_before_the_advice() -> None:
    house, slow, runs = slow_house()
    run = await runs.start(profiled())
    verdict = await run.verdict()
    assert (verdict["status"], verdict["advice"]) == ("new", None)
    assert "advice" in verdict["pending"]
    slow.go.set()
    assert "At last." in (await run.answer(5))["recommendations"]


async def test_who_does_not_wait_has_the_verdict_and_the_run_goes_on() -> None:
    house, slow, runs = slow_house()
    run = await runs.start(profiled())
    assert (await run.answer(0))["pending"]
    slow.go.set()
    await runs.drain()
    assert house.store.dossiers


async def test_what_was_found_by_then_is_in_the_answer() -> None:
    _, slow, runs = slow_house()
    run = await runs.start(profiled())
    await slow.asked.wait()
    found = await run.answer(0)
    assert found["runbooks"]
    assert "runbooks" not in found["pending"]
    assert "advice" in found["pending"]
    slow.go.set()
    await runs.drain()


async def test_a_client_that_leaves_cancels_nothing() -> None:
    house, slow, runs = slow_house()
    run = await runs.start(profiled())
    client = asyncio.create_task(run.answer(5))
    await slow.asked.wait()
    client.cancel()
    await asyncio.gather(client, return_exceptions=True)
    slow.go.set()
    await runs.drain()
    assert house.store.dossiers


async def test_a_client_that_leaves_takes_the_verdict_from_nobody() -> None:
    house = DoubledAgents()
    house.embedder.gate.clear()
    run = await Runs(house.graph, house.agents.analyzer).start(profiled())
    leaving, staying = asyncio.create_task(run.verdict()), asyncio.create_task(run.verdict())
    await house.embedder.asked.wait()
    leaving.cancel()
    house.embedder.gate.set()
    assert (await staying)["status"] == "new"


async def test_a_verdict_that_cannot_be_stored_is_the_callers_error() -> None:
    house = DoubledAgents()

    async def refuse(*_: Any) -> Any:
        raise StoreUnavailable("disk full")

    house.store.record = refuse  # type: ignore[method-assign]
    run = await Runs(house.graph, house.agents.analyzer).start(profiled())
    with pytest.raises(StoreUnavailable):
        await run.answer(1)


async def test_a_run_that_breaks_after_its_verdict_answers_the_verdict() -> None:
    house = DoubledAgents()

    async def burst(evidence: Evidence) -> Advice:
        raise RuntimeError("burst")

    house.advisor.advise = burst  # type: ignore[method-assign]
    run = await Runs(house.graph, house.agents.analyzer).start(profiled())
    answer = await run.answer(5)
    assert (answer["status"], answer["advice"]) == ("new", None)


async def test_beyond_the_bound_advice_is_left_to_the_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs_module, "MAX_RUNS", 1)
    house, slow, runs = slow_house()
    await runs.start(profiled("one problem", request_id="req_1"))
    await slow.asked.wait()
    answer = await (await runs.start(profiled("another problem", request_id="req_2"))).answer(5)
    assert answer["status"] == "new"
    assert "advice" in answer["pending"]
    slow.go.set()
    await runs.drain()
    assert len(house.store.dossiers) == 1


async def test_what_does_not_finish_in_time_is_cut_off_at_shutdown() -> None:
    _, slow, runs = slow_house()
    run = await runs.start(profiled())
    await slow.asked.wait()
    await runs.drain(seconds=0)
    assert run.finished.cancelled()
    assert (await run.answer(0))["status"] == "new"


async def test_work_after_the_verdict_waits_for_other_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overload, "MAX_YIELD_SECONDS", 60.0)
    house, pace = DoubledAgents(), Pace()
    with pace.report_waiting():
        run = await Runs(house.graph, house.agents.analyzer, pace).start(profiled())
        assert (await run.verdict())["status"] == "new"
        assert (await run.answer(0.01))["advice"] is None
        assert house.library.questions == []
    assert (await run.answer(5))["advice"]


async def test_it_tells_when_enough_problems_wait_for_their_verdict() -> None:
    house = DoubledAgents()
    house.embedder.gate.clear()
    runs = Runs(house.graph, house.agents.analyzer, undecided=1)
    other, again = profiled("another problem"), profiled(request_id="req_again")
    assert not runs.too_many(other)
    waiting = [await runs.start(profiled()), await runs.start(again)]
    assert (runs.too_many(other), runs.too_many(again)) == (True, False)
    house.embedder.gate.set()
    await asyncio.gather(*(run.verdict() for run in waiting))
    assert not runs.too_many(other)


async def test_it_tells_when_waiting_for_advice_does_not_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "MAX_CONCURRENT", 0)
    _, slow, runs = slow_house()
    run = await runs.start(profiled())
    assert not runs.crowded
    await run.verdict()
    assert runs.crowded
    slow.go.set()
    await run.answer(5)
    assert not runs.crowded


async def test_a_report_can_wait_for_the_run_that_decides_its_problem() -> None:
    house = DoubledAgents()
    house.embedder.gate.clear()
    runs = Runs(house.graph, house.agents.analyzer)
    again = profiled(request_id="req_again")
    assert not await runs.wait_for_same_problem(again)
    run = await runs.start(profiled())
    waiting = asyncio.create_task(runs.wait_for_same_problem(again))
    await house.embedder.asked.wait()
    assert not waiting.done()
    assert not await runs.wait_for_same_problem(profiled("another problem"))
    house.embedder.gate.set()
    assert await waiting
    assert run.recorded.done()


async def test_a_run_that_fails_ahead_fails_none_that_waited() -> None:
    house = DoubledAgents()

    async def refuse(*_: Any) -> Any:
        raise StoreUnavailable("disk full")

    house.store.record = refuse  # type: ignore[method-assign]
    runs = Runs(house.graph, house.agents.analyzer)
    await runs.start(profiled())
    assert await runs.wait_for_same_problem(profiled(request_id="req_again"))


async def test_a_run_cut_off_before_its_verdict_has_none() -> None:
    house = DoubledAgents()
    house.embedder.gate.clear()
    runs = Runs(house.graph, house.agents.analyzer)
    run = await runs.start(profiled())
    await house.embedder.asked.wait()
    await runs.drain(seconds=0)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(run.verdict(), 1)


async def test_a_failure_after_the_verdict_is_logged_with_its_cause(caplog: pytest.LogCaptureFixture) -> None:
    house = DoubledAgents()

    async def burst(evidence: Evidence) -> Advice:
        raise RuntimeError("burst")

    house.advisor.advise = burst  # type: ignore[method-assign]
    run = await Runs(house.graph, house.agents.analyzer).start(profiled())
    await run.answer(5)
    [logged] = [each for each in caplog.records if each.name == "api.intake.runs"]
    assert logged.getMessage() == "a run failed after its verdict; the sweep completes it"
    assert "burst" in caplog.text


async def test_a_traced_run_says_whose_report_it_is() -> None:
    house = DoubledAgents()
    with collect_runs() as traced:
        run = await Runs(house.graph, house.agents.analyzer).start(profiled("connection refused"))
        answer = await run.answer(5)
    [root] = traced.traced_runs
    assert (root.name, root.tags) == ("incident", ["incident-responder"])
    assert root.metadata.items() >= {"request_id": answer["request_id"], "tenant": "default"}.items()
    assert root.outputs is not None
    assert root.outputs["incident_id"] == answer["incident_id"]
