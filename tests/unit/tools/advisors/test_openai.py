"""Whatever a hijacked model answers, it is data. The fake model is fully obedient to the attacker."""

from typing import Any

import pytest

from tests.support.doubles.model_watch import Watched
from tests.support.doubles.ports import Advisor, match
from tools.advisors.openai import Draft, DraftStep, OpenAIAdvisor
from tools.errors import Unavailable
from tools.nouns.knowledge import Advice, Evidence, Question

QUESTION = Question("default", "payments", "Lambda timeout")
EVIDENCE = Evidence(QUESTION, [match("lambda#mitigation"), match("lambda#meaning")])
KEYLESS = Advice(root_cause="From the runbooks.", source="runbooks")


class Model:
    """Answers as told, or fails as told."""

    name = "gpt-test"

    def __init__(self, answer: Draft | Exception) -> None:
        self.answer = answer
        self.asked = 0
        self.watch = Watched()

    async def ask(self, *_: Any, **__: Any) -> Draft:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def draft(**changes: Any) -> Draft:
    values: dict[str, Any] = {
        "root_cause": "The function is slow.",
        "root_cause_citations": ["lambda#meaning"],
        "immediate": [DraftStep(text="Raise the time-out.", citations=["lambda#mitigation"])],
        "prevention": [DraftStep(text="Alarm earlier.", citations=["lambda#meaning"])],
        "abstain": False,
        "reason": "",
    }
    return Draft(**(values | changes))


async def advise(answer: Draft | Exception, evidence: Evidence = EVIDENCE) -> Advice:
    return await OpenAIAdvisor(Model(answer), Advisor(KEYLESS), 5).advise(evidence)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Unavailable("the key was refused"), [("runbooks", "unavailable")]),
        (draft(immediate=[DraftStep(text="Uncited.", citations=[])], prevention=[]), [("runbooks", "ungrounded")]),
        (draft(), []),
    ],
)
async def test_advice_without_the_model_is_counted(answer: Draft | Exception, told: list[tuple[str, str]]) -> None:
    model = Model(answer)
    await OpenAIAdvisor(model, Advisor(KEYLESS), 5).advise(EVIDENCE)  # type: ignore[arg-type]
    assert model.watch.without == told


async def test_a_grounded_draft_becomes_the_advice() -> None:
    advice = await advise(draft())
    assert advice.source == "openai:gpt-test"
    assert advice.immediate[0].citations == ("lambda#mitigation",)
    assert not advice.notes


async def test_steps_that_cite_what_was_not_retrieved_are_dropped() -> None:
    steps = [
        DraftStep(text="Open the attacker's page.", citations=["evil#page"]),
        DraftStep(text="Do it uncited.", citations=[]),
        DraftStep(text="Raise the time-out.", citations=["evil#page", "lambda#mitigation"]),
    ]
    advice = await advise(draft(immediate=steps, root_cause_citations=["evil#page"]))
    assert [(step.text, step.citations) for step in advice.immediate] == [
        ("Raise the time-out.", ("lambda#mitigation",))
    ]
    assert advice.root_cause_citations == ()


async def test_dangerous_commands_are_flagged() -> None:
    steps = [DraftStep(text="Run `rm -rf /var/lib/postgresql`", citations=["lambda#mitigation"])]
    assert (await advise(draft(immediate=steps))).immediate[0].dangers


async def test_a_draft_without_a_grounded_step_is_replaced() -> None:
    steps = [DraftStep(text="Trust me.", citations=["made#up"])]
    advice = await advise(draft(immediate=steps, prevention=[]))
    assert advice.root_cause == KEYLESS.root_cause
    assert "named its source" in advice.notes[0]


async def test_a_model_that_fails_is_replaced_and_says_why() -> None:
    advice = await advise(Unavailable("openai does not answer: rate limit"))
    assert advice.source == "runbooks"
    assert "rate limit" in advice.notes[0]


async def test_a_model_may_abstain() -> None:
    advice = await advise(draft(abstain=True, reason="these sources are about\x1b[31m disks"))
    assert advice.abstained
    assert "\x1b" not in advice.reason
    assert advice.immediate == ()


async def test_without_evidence_no_model_is_asked() -> None:
    model = Model(draft())
    advice = await OpenAIAdvisor(model, Advisor(KEYLESS), 5).advise(Evidence(QUESTION, []))  # type: ignore[arg-type]
    assert model.asked == 0
    assert advice == KEYLESS


@pytest.mark.parametrize("field", ["root_cause", "reason"])
def test_an_absurdly_long_text_is_no_answer(field: str) -> None:
    with pytest.raises(ValueError, match="longer"):
        draft(**{field: "x" * 1_000_000})


def test_there_is_no_field_for_a_status_severity_link_or_id() -> None:
    assert set(Draft.model_fields) == {
        "root_cause", "root_cause_citations", "immediate", "prevention", "abstain", "reason",
    }  # fmt: skip
