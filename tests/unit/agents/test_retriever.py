"""The retriever keeps the sections that fit, and fails nothing when the search does."""

import pytest
from langgraph.runtime import Runtime

from agents.context import Context
from agents.retriever import Retriever
from agents.state import Retrieval
from tests.support.doubles.ports import Library, Store, match
from tests.support.states import analysed
from tools.errors import Overloaded, Unavailable

RUNTIME = Runtime(context=Context())


async def test_writes_exactly_its_keys_and_keeps_only_what_fits() -> None:
    library = Library(match("a#x"), match("resolution:inc_9", kind="resolution"), match("b#y", matched=False))
    update = await Retriever(library)(await analysed(Store()), RUNTIME)
    assert set(update) == set(Retrieval.__annotations__)
    assert [item["citation"] for item in update["runbooks"]] == ["a#x"]
    assert [item["section"]["citation"] for item in update["evidence"]] == ["a#x", "resolution:inc_9"]
    assert "runbooks" not in update["pending"]


@pytest.mark.parametrize("failure", [Overloaded("full"), Unavailable("down")])
async def test_a_search_that_fails_is_pending_and_fails_nothing(failure: Exception) -> None:
    library = Library()
    library.fail = failure
    update = await Retriever(library)(await analysed(Store()), RUNTIME)
    assert update["runbooks"] == []
    assert "runbooks" in update["pending"]


async def test_the_run_may_ask_for_fewer() -> None:
    library = Library(match("a#x"), match("b#y"), match("c#z"))
    update = await Retriever(library)(await analysed(Store()), Runtime(context=Context(max_runbooks=1)))
    assert len(update["runbooks"]) == 1
