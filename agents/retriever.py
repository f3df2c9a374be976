"""Retriever: adds to an analysed report the runbook sections and past resolutions that fit it, if any."""

from dataclasses import dataclass

from agents.context import Runtime, current
from agents.progress import report_progress
from agents.state import Analysis, Retrieval
from tools.errors import IncidentResponderError
from tools.nouns.knowledge import RUNBOOK, Evidence, Question, ShownSection
from tools.nouns.knowledge_json import match_to_json, shown_to_json
from tools.ports import RunbookSearch
from tools.telemetry.spans import spanned


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a question: the runbook sections people see, and all that an advisor may use. Both can be empty."""

    runbooks: tuple[ShownSection, ...]
    evidence: Evidence


class Retriever:
    """It never fails a run: if no search is possible now, `pending` says so and the sweep tries again."""

    def __init__(self, library: RunbookSearch) -> None:
        self._library = library

    async def __call__(self, state: Analysis, runtime: Runtime) -> Retrieval:
        """The graph's node."""
        rest = [word for word in state["pending"] if word != "runbooks"]
        try:
            found = await self.find(question_of(state), current(runtime).max_runbooks)
        except IncidentResponderError:
            report_progress(runtime, "retriever", "the runbooks cannot be searched now; the sweep tries again")
            return Retrieval(runbooks=[], evidence=[], pending=[*rest, "runbooks"])
        fitting = ", ".join(shown.citation for shown in found.runbooks)
        report_progress(runtime, "retriever", f"these sections fit: {fitting}" if fitting else "no runbook fits")
        return Retrieval(
            runbooks=[shown_to_json(shown) for shown in found.runbooks],
            evidence=[match_to_json(match) for match in found.evidence.matches],
            pending=rest,
        )

    @spanned("retriever")
    async def find(self, question: Question, limit: int) -> Found:
        """Find at most `limit` runbook sections and as many past resolutions; the evidence adds sibling sections.

        People see the runbook sections; the advice cites past resolutions. Raises Overloaded or Unavailable when no
        search is possible now.
        """
        matched = [match for match in await self._library.search(question, limit) if match.matched]
        wider = await self._library.expand(question.tenant, matched)
        runbooks = tuple(match.shown() for match in matched if match.section.kind == RUNBOOK)
        return Found(runbooks, Evidence(question, wider))


def question_of(state: Analysis) -> Question:
    """The question that a run puts to the runbooks and the advisor."""
    asked = state["asked"]
    return Question(
        asked["tenant"], asked["service"], asked["log"], asked["labels"], state["regression_of"], state["template"]
    )
