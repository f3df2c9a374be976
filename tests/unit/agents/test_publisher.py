"""The publisher stores advice once, and the answer tells what the ticket has."""

from typing import Any

import pytest
from langgraph.runtime import Runtime

from agents.context import Context
from agents.publisher import Publisher
from agents.state import Publication
from tests.support.doubles.ports import Store
from tests.support.knowledge import dossier
from tests.support.states import analysed
from tools.errors import NotFound, StoreUnavailable
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge import Advice
from tools.nouns.knowledge_json import advice_to_json, dossier_to_json

RUNTIME = Runtime(context=Context())
DRAFT = {"evidence": [], **dossier_to_json(dossier("Restart."))}


async def test_stores_the_advice_and_clears_what_was_pending() -> None:
    store = Store()
    update = await Publisher(store)(await analysed(store, **DRAFT, pending=["advice", "notify"]), RUNTIME)
    assert set(update) == set(Publication.__annotations__)
    assert update["pending"] == ["notify"]
    assert store.dossiers["inc_0"] == dossier("Restart.")


async def test_the_first_advice_wins_and_is_answered() -> None:
    store = Store()
    state = await analysed(store, **DRAFT, pending=[])
    earlier = Advice(root_cause="The disk.")
    store.dossiers["inc_0"] = Dossier((), "Earlier.", earlier)
    update = await Publisher(store)(state, RUNTIME)
    assert (update["recommendations"], update["runbooks"]) == ("Earlier.", [])
    assert update["advice"] == advice_to_json(earlier)


async def test_a_duplicate_answers_what_the_ticket_has() -> None:
    store = Store()
    update = await Publisher(store)(await analysed(store, **DRAFT, path="duplicate", pending=["advice"]), RUNTIME)
    assert store.dossiers == {}
    kept = {key: DRAFT[key] for key in ("runbooks", "recommendations", "advice")}
    assert update == kept | {"pending": ["advice"], "severity": "MEDIUM"}


async def test_a_dry_run_stores_nothing() -> None:
    store = Store()
    update = await Publisher(store)(await analysed(store, **DRAFT, pending=[], decision={"dry_run": True}), RUNTIME)
    assert store.dossiers == {}
    assert update["recommendations"] == "Restart."


@pytest.mark.parametrize("failure", [StoreUnavailable("disk full"), NotFound("pruned")])
async def test_a_store_that_fails_leaves_the_advice_pending(failure: Any) -> None:
    store = Store()
    state = await analysed(store, **DRAFT, pending=[])
    store.fail = failure
    assert (await Publisher(store)(state, RUNTIME))["pending"] == ["advice"]


async def test_no_advice_stays_pending() -> None:
    store = Store()
    update = await Publisher(store)(await analysed(store, **DRAFT | {"advice": None}, pending=["runbooks"]), RUNTIME)
    assert update["pending"] == ["runbooks", "advice"]
    assert store.dossiers == {}
