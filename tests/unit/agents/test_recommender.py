"""The recommender advises from what was found, and from nothing else."""

from langgraph.runtime import Runtime

from agents.context import Context
from agents.recommender import Recommender
from agents.retriever import Retriever
from agents.state import Recommendation
from tests.support.doubles.ports import Advisor, Library, Store, match
from tests.support.states import analysed
from tools.nouns.knowledge import Advice, Step

RUNTIME = Runtime(context=Context())


async def test_writes_exactly_its_keys_from_the_evidence() -> None:
    advisor = Advisor(Advice(root_cause="The pool.", immediate=(Step("Restart.", ("a#x",)),)))
    state = await analysed(Store()) | await Retriever(Library(match("a#x")))(await analysed(Store()), RUNTIME)
    update = await Recommender(advisor, Advisor())(state, RUNTIME)
    assert set(update) == set(Recommendation.__annotations__)
    assert advisor.asked[0].matches == [match("a#x")]
    assert "1. Restart. [a#x]" in update["recommendations"]


async def test_a_run_may_do_without_the_model() -> None:
    model, keyless = Advisor(), Advisor(Advice(root_cause="From the runbooks."))
    state = await analysed(Store(), evidence=[], pending=[])
    update = await Recommender(model, keyless)(state, Runtime(context=Context(use_model=False)))
    assert model.asked == []
    assert "From the runbooks." in update["recommendations"]


async def test_what_could_not_be_searched_is_not_advised_on() -> None:
    advisor = Advisor()
    update = await Recommender(advisor, advisor)(await analysed(Store(), evidence=[], pending=["runbooks"]), RUNTIME)
    assert update["advice"] is None
    assert advisor.asked == []
