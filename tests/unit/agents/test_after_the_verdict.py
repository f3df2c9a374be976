from typing import Any

import pytest
from langgraph.runtime import Runtime

from agents.answer import Answer, answer
from agents.context import Context
from agents.markdown import to_markdown
from agents.publisher import Publication, Publisher
from agents.recommender import Recommendation, Recommender
from agents.retriever import Retrieval, Retriever
from tests.doubles.ports import Advisor, Library, Store, match, report
from tools.errors import NotFound, Overloaded, StoreUnavailable, Unavailable
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge import Advice, Step
from tools.nouns.policy import Policy
from tools.text.identity.fingerprint import profile_of

RUNTIME = Runtime(context=Context())


async def analysed(store: Store, **changes: Any) -> Any:
    """The state after the analyzer."""
    one = report()
    recorded = await store.record(one, profile_of(one), None, Policy())
    state = {
        **answer(recorded),
        "path": "new",
        "tenant": "default",
        "service": "payments",
        "log": one.log,
        "labels": {},
        "template": profile_of(one).template,
    }
    return state | changes


class TestRetriever:
    async def test_writes_exactly_its_keys_and_keeps_only_what_fits(self) -> None:
        library = Library(match("a#x"), match("resolution:inc_9", kind="resolution"), match("b#y", matched=False))
        update = await Retriever(library)(await analysed(Store()), RUNTIME)
        assert set(update) == set(Retrieval.__annotations__)
        assert [item["citation"] for item in update["runbooks"]] == ["a#x"]
        assert [item["section"]["citation"] for item in update["evidence"]] == ["a#x", "resolution:inc_9"]
        assert "runbooks" not in update["pending"]

    @pytest.mark.parametrize("failure", [Overloaded("full"), Unavailable("down")])
    async def test_a_search_that_fails_is_pending_and_fails_nothing(self, failure: Exception) -> None:
        library = Library()
        library.fail = failure
        update = await Retriever(library)(await analysed(Store()), RUNTIME)
        assert update["runbooks"] == []
        assert "runbooks" in update["pending"]

    async def test_the_run_may_ask_for_fewer(self) -> None:
        library = Library(match("a#x"), match("b#y"), match("c#z"))
        update = await Retriever(library)(await analysed(Store()), Runtime(context=Context(max_runbooks=1)))
        assert len(update["runbooks"]) == 1


class TestRecommender:
    async def test_writes_exactly_its_keys_from_the_evidence(self) -> None:
        advisor = Advisor(Advice(root_cause="The pool.", immediate=(Step("Restart.", ("a#x",)),)))
        state = await analysed(Store()) | await Retriever(Library(match("a#x")))(await analysed(Store()), RUNTIME)
        update = await Recommender(advisor, Advisor())(state, RUNTIME)
        assert set(update) == set(Recommendation.__annotations__)
        assert advisor.asked[0].matches == [match("a#x")]
        assert "1. Restart. [a#x]" in update["recommendations"]

    async def test_a_run_may_do_without_the_model(self) -> None:
        model, keyless = Advisor(), Advisor(Advice(root_cause="From the runbooks."))
        state = await analysed(Store(), evidence=[], pending=[])
        update = await Recommender(model, keyless)(state, Runtime(context=Context(use_model=False)))
        assert model.asked == []
        assert "From the runbooks." in update["recommendations"]

    async def test_what_could_not_be_searched_is_not_advised_on(self) -> None:
        advisor = Advisor()
        update = await Recommender(advisor, advisor)(
            await analysed(Store(), evidence=[], pending=["runbooks"]), RUNTIME
        )
        assert update["advice"] is None
        assert advisor.asked == []


class TestPublisher:
    DRAFT = {"evidence": [], "runbooks": [{"runbook_id": "a"}], "recommendations": "Restart.", "advice": {"x": 1}}

    async def test_stores_the_advice_and_clears_what_was_pending(self) -> None:
        store = Store()
        update = await Publisher(store)(await analysed(store, **self.DRAFT, pending=["advice", "notify"]))
        assert set(update) == set(Publication.__annotations__)
        assert update["pending"] == ["notify"]
        assert store.dossiers["inc_0"].recommendations == "Restart."

    async def test_the_first_advice_wins_and_is_answered(self) -> None:
        store = Store()
        state = await analysed(store, **self.DRAFT, pending=[])
        store.dossiers["inc_0"] = Dossier((), "Earlier.", {"y": 2})
        update = await Publisher(store)(state)
        assert (update["recommendations"], update["advice"], update["runbooks"]) == ("Earlier.", {"y": 2}, [])

    async def test_a_duplicate_stores_nothing_and_answers_what_the_ticket_has(self) -> None:
        store = Store()
        update = await Publisher(store)(await analysed(store, **self.DRAFT, path="duplicate", pending=["advice"]))
        assert store.dossiers == {}
        assert update == {key: self.DRAFT[key] for key in ("runbooks", "recommendations", "advice")} | {
            "pending": ["advice"]
        }

    async def test_a_dry_run_stores_nothing(self) -> None:
        store = Store()
        update = await Publisher(store)(await analysed(store, **self.DRAFT, pending=[], decision={"dry_run": True}))
        assert store.dossiers == {}
        assert update["recommendations"] == "Restart."

    @pytest.mark.parametrize("failure", [StoreUnavailable("disk full"), NotFound("pruned")])
    async def test_a_store_that_fails_leaves_the_advice_pending(self, failure: Any) -> None:
        store = Store()
        state = await analysed(store, **self.DRAFT, pending=[])
        store.fail = failure
        assert (await Publisher(store)(state))["pending"] == ["advice"]

    async def test_no_advice_stays_pending(self) -> None:
        store = Store()
        update = await Publisher(store)(await analysed(store, **self.DRAFT | {"advice": None}, pending=["runbooks"]))
        assert update["pending"] == ["runbooks", "advice"]
        assert store.dossiers == {}


class TestMarkdown:
    def test_steps_carry_their_sources_and_warnings(self) -> None:
        text = to_markdown(
            Advice(
                root_cause="Pool exhausted.",
                root_cause_citations=("db#meaning",),
                immediate=(Step("Run:\n`rm -rf /tmp/x`", ("db#fix",), ("deletes files",)),),
                prevention=(Step("Add an alert.", ("resolution:inc_1",)),),
                notes=("Written from the runbooks alone.",),
            )
        )
        assert text == (
            "**Likely cause:** Pool exhausted. [db#meaning]\n\n"
            "**Do now:**\n\n1. Run:\n   `rm -rf /tmp/x` [db#fix]\n   ⚠ Check before you run this: deletes files\n\n"
            "**Prevent:**\n\n1. Add an alert. [resolution:inc_1]\n\n"
            "_Written from the runbooks alone._"
        )

    def test_an_abstention_says_why(self) -> None:
        assert to_markdown(Advice(abstained=True, reason="no runbook fits")) == "**No advice:** no runbook fits"


def test_the_answer_has_every_key_of_the_wire() -> None:
    assert {"status", "incident_id", "request_id", "decision", "pending", "similar"} < set(Answer.__annotations__)
