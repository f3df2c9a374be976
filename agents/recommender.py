"""Recommender: turns the question and the evidence into cited advice, or abstains."""

import time
from dataclasses import replace

from agents.context import Context, Runtime, current
from agents.markdown import to_markdown
from agents.progress import report_progress
from agents.retriever import question_of
from agents.state import Recommendation, State
from tools.errors import IncidentResponderError
from tools.nouns.changes import NEAR_SECONDS, Change
from tools.nouns.knowledge import Advice, Evidence, Question
from tools.nouns.knowledge_json import advice_to_json, match_from_json
from tools.ports import Advisor, ChangeLog, Clock
from tools.telemetry.spans import spanned
from tools.times import rfc3339

MOST_CHANGES = 5


class Recommender:
    """Asks the advisor, which turns evidence into text. Nothing it returns can set a status, severity, link or id."""

    def __init__(
        self, advisor: Advisor, keyless: Advisor, changes: ChangeLog | None = None, clock: Clock = time.time
    ) -> None:
        """`keyless` writes from the runbooks alone, for runs without the model. `changes` None: advice names none."""
        self._advisor = advisor
        self._keyless = keyless
        self._changes = changes
        self._clock = clock

    async def __call__(self, state: State, runtime: Runtime) -> Recommendation:
        """The graph's node. Gives no advice if the runbooks could not be searched."""
        if "runbooks" in state["pending"]:
            return Recommendation(recommendations="", advice=None)
        evidence = Evidence(question_of(state), [match_from_json(match) for match in state["evidence"]])
        report_progress(runtime, "recommender", f"writing from {len(evidence.matches)} sections")
        advice = await self.write(evidence, current(runtime))
        steps = len(advice.immediate) + len(advice.prevention)
        report_progress(
            runtime,
            "recommender",
            "abstained: nothing fits" if advice.abstained else f"{steps} steps by {advice.source}",
        )
        return Recommendation(recommendations=to_markdown(advice), advice=advice_to_json(advice))

    @spanned("recommender")
    async def write(self, evidence: Evidence, context: Context) -> Advice:
        """Write advice from this evidence alone, with notes on what changed within the last hour."""
        advisor = self._advisor if context.use_model else self._keyless
        advice = await advisor.advise(evidence)
        return replace(advice, notes=(*advice.notes, *await self._recent_changes(evidence.question)))

    async def _recent_changes(self, question: Question) -> list[str]:
        """A note for each recent change to the service, newest first. A change log that fails costs only the notes."""
        if self._changes is None:
            return []
        now = self._clock()
        try:
            found = await self._changes.near(question.tenant, question.service, now - NEAR_SECONDS, now)
        except IncidentResponderError:
            return []
        return [_note(change) for change in reversed(found[-MOST_CHANGES:])]


def _note(change: Change) -> str:
    what = " ".join(filter(None, (change.service, change.version, change.environment and f"({change.environment})")))
    note = f"Changed within the last hour: {what} at {rfc3339(change.at)}: {change.text}"
    return f"{note} {change.url}".rstrip()
