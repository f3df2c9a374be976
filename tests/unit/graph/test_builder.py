"""The three paths through the graph call the agents they should, and no others."""

from typing import Any, get_args

import pytest

from agents.context import Context
from agents.report import input_of
from agents.state import Output, Path, Result
from graph.builder import PATHS, route
from tests.support.doubles.agents import DoubledAgents
from tests.support.doubles.ports import report
from tools.errors import Unavailable

WHOLE = ["analyzer", "retriever", "recommender", "publisher"]


async def walk(house: DoubledAgents, request_id: str = "req_1", **context: Any) -> tuple[list[str], dict[str, Any]]:
    """The nodes in the order they ran, and all they wrote."""
    order: list[str] = []
    written: dict[str, Any] = {}
    run = house.graph.astream(
        input_of(report(request_id=request_id)), context=Context(**context), stream_mode="updates"
    )
    async for step in run:
        for name, update in step.items():
            order.append(name)
            written |= update
    return order, written


async def test_a_new_problem_takes_the_whole_way() -> None:
    house = DoubledAgents()
    order, written = await walk(house)
    assert order == WHOLE
    assert (written["status"], written["pending"]) == ("new", ["notify"])
    assert house.store.dossiers[written["incident_id"]].recommendations


async def test_a_duplicate_costs_no_search_and_no_advice() -> None:
    house = DoubledAgents()
    await walk(house)
    order, written = await walk(house, "req_2")
    assert order == ["analyzer", "publisher"]
    assert written["status"] == "existing"
    assert len(house.advisor.asked) == len(house.library.questions) == 1


async def test_a_regression_takes_the_whole_way_with_its_link() -> None:
    house = DoubledAgents()
    _, first = await walk(house)
    house.store.resolved.add(first["incident_id"])
    order, written = await walk(house, "req_2")
    assert order == WHOLE
    assert (written["status"], written["severity"]) == ("regression", "HIGH")
    assert house.library.questions[-1].regression_of == first["incident_id"]


async def test_a_replayed_report_with_advice_asks_nobody_again() -> None:
    house = DoubledAgents()
    own = "req_" + "a" * 32
    await walk(house, own)
    reply = house.store.replies[own]
    object.__setattr__(reply, "dossier", house.store.dossiers[reply.incident_id])
    order, _ = await walk(house, own)
    assert order == ["analyzer", "publisher"]
    assert len(house.advisor.asked) == 1


async def test_a_search_that_fails_still_ends_with_the_ticket() -> None:
    house = DoubledAgents()
    house.library.fail = Unavailable("down")
    order, written = await walk(house)
    assert order == WHOLE
    assert (written["status"], written["advice"]) == ("new", None)
    assert {"runbooks", "advice"} <= set(written["pending"])
    assert house.store.dossiers == {}


@pytest.mark.parametrize("tuned", [{"dry_run": True}, {"similarity_threshold": 0.2}])
async def test_a_dry_run_decides_and_advises_but_stores_nothing(tuned: dict[str, Any]) -> None:
    house = DoubledAgents()
    order, written = await walk(house, **tuned)
    assert order == WHOLE
    assert written["advice"]
    assert written["decision"]["dry_run"]
    assert (house.store.tickets, house.store.dossiers) == ({}, {})


async def test_a_run_ends_with_the_answer_and_what_was_found() -> None:
    house = DoubledAgents()
    ended = await house.graph.ainvoke(input_of(report()), context=Context())
    assert set(ended) == set(Result.__annotations__)
    assert set(Output.__annotations__) < set(ended)


async def test_what_a_run_asks_with_is_redacted() -> None:
    house = DoubledAgents()
    told = {"log": "disk full, ask jane@example.com", "service": "jane@example.com", "tenant": "t1"}
    await house.graph.ainvoke(told, context=Context())  # type: ignore[call-overload]
    assert "jane" not in repr(house.library.questions)


def test_every_word_leads_somewhere() -> None:
    assert set(PATHS) == set(get_args(Path))


@pytest.mark.parametrize("word", get_args(Path))
async def test_the_analyzer_s_word_is_the_way(word: Any) -> None:
    assert await route({"path": word}) == word  # type: ignore[typeddict-item]
