"""The Advisor port on a language model. The model's text is a draft that is checked like any input."""

from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from tools.advisors.grounding import ground
from tools.advisors.llm import LanguageModel
from tools.advisors.prompts import advice_messages
from tools.errors import Unavailable
from tools.nouns.knowledge import Advice, Evidence, Step
from tools.ports import Advisor
from tools.telemetry.model_watch import Instead

MAX_TOKENS = 900  # a cause and five steps of a few sentences with their citations
MAX_CHARACTERS = 4_000  # the most in one step


def _short(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"longer than {MAX_CHARACTERS} characters")
    return text.strip()


Text = Annotated[str, AfterValidator(_short)]  # checked here, since strict mode does not support maxLength


class DraftStep(BaseModel):
    """One step and the ids of its sources."""

    text: Text
    citations: list[str] = Field(description="ids of the sources, copied exactly")


class Draft(BaseModel):
    """The form of the model's answer."""

    root_cause: Text = Field(description="the most likely cause, one or two sentences")
    root_cause_citations: list[str] = Field(description="ids of the sources it comes from")
    immediate: list[DraftStep] = Field(description="2 or 3 actions to take now")
    prevention: list[DraftStep] = Field(description="1 or 2 preventions")
    abstain: bool = Field(description="true when the sources do not fit the incident")
    reason: Text = Field(description="why you abstain, else empty")


class OpenAIAdvisor:
    """Asks the model once; on any failure it returns the runbooks' own advice and says so in `notes`."""

    def __init__(self, model: LanguageModel, keyless: Advisor, seconds: float) -> None:
        """`seconds` limits the question with its retries; `keyless` writes the advice if the model cannot."""
        self._model = model
        self._keyless = keyless
        self._seconds = seconds

    async def advise(self, evidence: Evidence) -> Advice:
        """See the port. Without evidence, the model is not asked."""
        evidence = replace(evidence, matches=[match for match in evidence.matches if match.matched])
        if not evidence.matches:
            return await self._keyless.advise(evidence)
        try:
            draft = await self._model.ask(
                advice_messages(evidence),
                Draft,
                tenant=evidence.question.tenant,
                seconds=self._seconds,
                max_tokens=MAX_TOKENS,
            )
        except Unavailable as error:
            return await self._degraded(evidence, str(error), "unavailable")
        source = f"openai:{self._model.name}"
        if draft.abstain:
            reason = draft.reason or "the runbooks that were found do not fit"
            return ground(Advice(abstained=True, reason=reason, source=source), evidence)
        advice = ground(_advice(draft, source), evidence)
        return (
            await self._degraded(evidence, "no step of the model's draft named its source", "ungrounded")
            if advice.abstained
            else advice
        )

    async def _degraded(self, evidence: Evidence, why: str, reason: str) -> Advice:
        self._model.watch.did_without(Instead.RUNBOOKS, reason)
        advice = await self._keyless.advise(evidence)
        return replace(advice, notes=(*advice.notes, f"Written from the runbooks alone: {why}."))


def _advice(draft: Draft, source: str) -> Advice:
    return Advice(
        root_cause=draft.root_cause,
        root_cause_citations=tuple(draft.root_cause_citations),
        immediate=_steps(draft.immediate),
        prevention=_steps(draft.prevention),
        source=source,
    )


def _steps(drafts: list[DraftStep]) -> tuple[Step, ...]:
    return tuple(Step(draft.text, tuple(draft.citations)) for draft in drafts if draft.text)
