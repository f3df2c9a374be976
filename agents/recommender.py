"""Recommender: reads the question and the evidence, adds cited advice or an honest abstention."""

import time
from dataclasses import replace

from agents.context import Context, Runtime, current
from agents.markdown import to_markdown
from agents.progress import tell
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
    """Asks the advisor, which turns evidence into text; nothing it returns sets a status, severity, link or id."""

    def __init__(
        self, advisor: Advisor, keyless: Advisor, changes: ChangeLog | None = None, clock: Clock = time.time
    ) -> None:
        """`keyless` writes from the runbooks alone, when a run may not use the model; no `changes`: none are told."""
        self._advisor = advisor
        self._keyless = keyless
        self._changes = changes
        self._clock = clock

    async def __call__(self, state: State, runtime: Runtime) -> Recommendation:
        """The graph's node. Gives no advice if the runbooks could not be searched."""
        if "runbooks" in state["pending"]:
            return Recommendation(recommendations="", advice=None)
        evidence = Evidence(question_of(state), [match_from_json(match) for match in state["evidence"]])
        tell(runtime, "recommender", f"writing from {len(evidence.matches)} sections")
        advice = await self.write(evidence, current(runtime))
        steps = len(advice.immediate) + len(advice.prevention)
        tell(
            runtime,
            "recommender",
            "abstained: nothing fits" if advice.abstained else f"{steps} steps by {advice.source}",
        )
        return Recommendation(recommendations=to_markdown(advice), advice=advice_to_json(advice))

    @spanned("recommender")
    async def write(self, evidence: Evidence, context: Context) -> Advice:
        """Advice from this evidence alone, and what was changed within the hour."""
        advisor = self._advisor if context.use_model else self._keyless
        advice = await advisor.advise(evidence)
        return replace(advice, notes=(*advice.notes, *await self._changed(evidence.question)))

    async def _changed(self, question: Question) -> list[str]:
        """A note for each recent change of the service, the newest first. Advice does not wait for a log that fails."""
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
    said = f"Changed within the last hour: {what} at {rfc3339(change.at)}: {change.text}"
    return f"{said} {change.url}".rstrip()
