"""Runs on one thread with a checkpointer: none sees what another was given, and a run can stop to ask."""

from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from agents.context import Context
from agents.state import SEVERITIES, Input
from tests.support.doubles.agents import DoubledAgents
from tools.nouns.knowledge import Advice, Step
from tools.nouns.reports import Report

FIRST: dict[str, Any] = {
    "log": "payments queue stuck",
    "service": "pay",
    "environment": "production",
    "severity": "CRITICAL",
    "labels": {"region": "eu"},
    "release": "1.4.2",
    "occurred_at": 900.0,
    "source": "studio",
    "idempotency_key": "alert-4711",
    "tenant": "acme",
}
SECOND: dict[str, Any] = {"log": "search index is stale", "service": "search"}
THREAD: Any = {"configurable": {"thread_id": "one"}}


class Threads:
    """The doubled agents' graph with a memory of its threads."""

    def __init__(self) -> None:
        self.agents = DoubledAgents()
        self.agents.graph.checkpointer = InMemorySaver()

    async def run(self, given: Any, **context: Any) -> dict[str, Any]:
        ended: dict[str, Any] = await self.agents.graph.ainvoke(given, THREAD, context=Context(**context))
        return ended

    @property
    def last_report(self) -> Report:
        return list(self.agents.store.reports.values())[-1]

    async def values(self) -> dict[str, Any]:
        return dict((await self.agents.graph.aget_state(THREAD)).values)


def test_the_first_run_is_given_every_field() -> None:
    assert set(FIRST) == set(Input.__annotations__)


@pytest.mark.parametrize("field", sorted(set(FIRST) - set(SECOND)))
async def test_the_next_run_does_not_see_a_field(field: str) -> None:
    threads, alone = Threads(), Threads()
    await threads.run(SECOND | {"log": FIRST["log"], field: FIRST[field]})
    await threads.run(SECOND)
    await alone.run(SECOND)
    seen, expected = threads.last_report, alone.last_report
    for name in ("environment", "severity", "labels", "release", "occurred_at", "source", "tenant"):
        assert getattr(seen, name) == getattr(expected, name)
    assert len(threads.agents.store.reports) == 2


async def test_a_duplicates_severity_is_no_input_of_the_next_run() -> None:
    threads = Threads()
    for _ in range(2):
        assert (await threads.run(FIRST | {"idempotency_key": ""}))["severity"] == "CRITICAL"
    assert (await threads.run(SECOND))["severity"] != "CRITICAL"


async def test_what_was_found_before_is_gone_on_the_short_path() -> None:
    threads = Threads()
    assert (await threads.run(FIRST | {"idempotency_key": ""}))["evidence"]
    again = await threads.run(FIRST | {"idempotency_key": ""})
    assert (again["path"], again["evidence"]) == ("duplicate", [])


async def test_the_raw_input_is_in_no_later_checkpoint() -> None:
    threads = Threads()
    await threads.run(FIRST | {"log": "login failed: password=hunter2hunter2"})
    assert "hunter2" not in str(await threads.values())
    assert not set(FIRST) - {"severity"} & set(await threads.values())


async def test_progress_is_told_by_every_agent() -> None:
    house = DoubledAgents()
    stream = house.graph.astream(FIRST, context=Context(), stream_mode="custom")  # type: ignore[call-overload]
    told = [event async for event in stream]
    assert [event["agent"] for event in told] == ["analyzer", "retriever", "recommender", "recommender", "publisher"]
    assert told[0]["says"].startswith("new: inc_")
    assert FIRST["log"] not in str(told)


def dangerous() -> Advice:
    return Advice(immediate=(Step("Look.", ("a#b",)), Step("Run `rm -rf /data`.", ("a#b",), ("deletes files",))))


@pytest.mark.parametrize(("said", "kept"), [(True, 2), (False, 1), ("yes", 1)])
async def test_dangerous_advice_waits_for_a_person(said: object, kept: int) -> None:
    threads = Threads()
    threads.agents.advisor.advice = dangerous()
    stopped = await threads.run(FIRST, approve_dangers=True)
    [asked] = stopped["__interrupt__"]
    assert asked.value["steps"] == ["Run `rm -rf /data`. (deletes files)"]
    assert threads.agents.store.dossiers == {}
    ended = await threads.run(Command(resume=said), approve_dangers=True)
    assert len(ended["advice"]["immediate"]) == kept
    assert ("rm -rf" in ended["recommendations"]) is (kept == 2)
    assert threads.agents.store.dossiers[ended["incident_id"]].recommendations == ended["recommendations"]


async def test_harmless_advice_asks_nobody() -> None:
    threads = Threads()
    assert "__interrupt__" not in await threads.run(FIRST, approve_dangers=True)


def test_forms_have_drop_downs_and_required_fields() -> None:
    graph = DoubledAgents().graph
    given, context = graph.get_input_jsonschema(), graph.get_context_jsonschema()
    assert sorted(given["required"]) == ["log", "service"]
    assert given["properties"]["severity"]["enum"] == [*SEVERITIES, None]
    assert context is not None
    assert "enum" in str(context["properties"]["default_severity"])
