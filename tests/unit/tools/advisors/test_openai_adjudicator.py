"""The language model's ruling on the ask band, or none."""

from typing import Any

import pytest

from tests.support.doubles.model_watch import Watched
from tests.support.doubles.ports import report
from tools.advisors import openai_adjudicator
from tools.advisors.openai_adjudicator import OpenAIAdjudicator, Ruling
from tools.errors import Unavailable
from tools.text.identity.fingerprint import profile_of

LEFT, RIGHT, OTHER = (profile_of(report(text)) for text in ("disk full", "no space left", "disk failed"))


class Model:
    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.watch = Watched()

    async def ask(self, *_: Any, **__: Any) -> Ruling:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Ruling(same_problem=answer)


@pytest.mark.parametrize(("word", "ruling"), [("yes", True), ("no", False), ("unsure", None)])
async def test_words_become_rulings(word: str, ruling: bool | None) -> None:
    assert await OpenAIAdjudicator(Model(word)).same_problem("acme", "s", LEFT, RIGHT) is ruling  # type: ignore[arg-type]


async def test_a_pair_is_asked_about_once_whichever_comes_first() -> None:
    model = Model("yes", "no")
    adjudicator = OpenAIAdjudicator(model)  # type: ignore[arg-type]
    assert await adjudicator.same_problem("acme", "s", LEFT, RIGHT)
    assert await adjudicator.same_problem("acme", "s", RIGHT, LEFT)
    assert not await adjudicator.same_problem("acme", "s", LEFT, OTHER)
    assert model.asked == 2


async def test_a_model_that_cannot_say_is_asked_again_another_time() -> None:
    model = Model(Unavailable("busy"), "unsure", "yes")
    adjudicator = OpenAIAdjudicator(model)  # type: ignore[arg-type]
    assert [await adjudicator.same_problem("acme", "s", LEFT, RIGHT) for _ in range(3)] == [None, None, True]
    assert model.watch.without == [("no-ruling", "unavailable")]


async def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_adjudicator, "REMEMBERED", 1)
    model = Model("yes", "yes", "no")
    adjudicator = OpenAIAdjudicator(model)  # type: ignore[arg-type]
    for right in (RIGHT, OTHER, RIGHT):
        await adjudicator.same_problem("acme", "s", LEFT, right)
    assert model.asked == 3
