"""Recommender: reads the question and the evidence, adds cited advice or an honest abstention."""

from langgraph.runtime import Runtime

from agents.context import Context, current
from agents.markdown import to_markdown
from agents.progress import tell
from agents.retriever import question_of
from agents.state import Recommendation, State
from tools.nouns.knowledge import Advice, Evidence
from tools.nouns.knowledge_json import advice_to_json, match_from_json
from tools.ports import Advisor


class Recommender:
    """Asks the advisor, which turns evidence into text; nothing it returns sets a status, severity, link or id."""

    def __init__(self, advisor: Advisor, keyless: Advisor) -> None:
        """`keyless` writes from the runbooks alone, when a run may not use the model."""
        self._advisor = advisor
        self._keyless = keyless

    async def __call__(self, state: State, runtime: Runtime[Context]) -> Recommendation:
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

    async def write(self, evidence: Evidence, context: Context) -> Advice:
        """Advice from this evidence alone."""
        advisor = self._advisor if context.use_model else self._keyless
        return await advisor.advise(evidence)
