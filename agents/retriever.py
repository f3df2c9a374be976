"""Retriever: reads the analysed report, adds the runbook sections and past resolutions that fit it, or none."""

from dataclasses import dataclass

from agents.context import Runtime, current
from agents.progress import tell
from agents.state import Analysis, Retrieval
from tools.errors import IncidentResponderError
from tools.nouns.knowledge import RUNBOOK, Evidence, Question, ShownSection
from tools.nouns.knowledge_json import match_to_json, shown_to_json
from tools.ports import RunbookSearch
from tools.telemetry.spans import spanned


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a question: the runbook sections people see, and all an advisor may use. Both may be empty."""

    runbooks: tuple[ShownSection, ...]
    evidence: Evidence


class Retriever:
    """It never fails a run: if the search cannot be made now, `pending` says so and the sweep tries again."""

    def __init__(self, library: RunbookSearch) -> None:
        self._library = library

    async def __call__(self, state: Analysis, runtime: Runtime) -> Retrieval:
        """The graph's node."""
        rest = [word for word in state["pending"] if word != "runbooks"]
        try:
            found = await self.find(question_of(state), current(runtime).max_runbooks)
        except IncidentResponderError:
            tell(runtime, "retriever", "the runbooks cannot be searched now; the sweep tries again")
            return Retrieval(runbooks=[], evidence=[], pending=[*rest, "runbooks"])
        fitting = ", ".join(shown.citation for shown in found.runbooks)
        tell(runtime, "retriever", f"these sections fit: {fitting}" if fitting else "no runbook fits")
        return Retrieval(
            runbooks=[shown_to_json(shown) for shown in found.runbooks],
            evidence=[match_to_json(match) for match in found.evidence.matches],
            pending=rest,
        )

    @spanned("retriever")
    async def find(self, question: Question, limit: int) -> Found:
        """At most `limit` runbooks and as many past resolutions; the evidence has their sibling sections as well.

        People are shown the runbooks; past resolutions are cited by the advice. Raises Overloaded or Unavailable when
        the search cannot be made now.
        """
        matched = [match for match in await self._library.search(question, limit) if match.matched]
        wider = await self._library.expand(question.tenant, matched)
        runbooks = tuple(match.shown() for match in matched if match.section.kind == RUNBOOK)
        return Found(runbooks, Evidence(question, wider))


def question_of(state: Analysis) -> Question:
    """What a run asks the runbooks and the advisor."""
    asked = state["asked"]
    return Question(
        asked["tenant"], asked["service"], asked["log"], asked["labels"], state["regression_of"], state["template"]
    )
