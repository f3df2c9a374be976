"""Recommender: reads the problem and the evidence, adds cited advice or an honest abstention."""

from collections.abc import Mapping
from typing import Any

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.analyzer import Analysis
from agents.context import Context, current
from agents.markdown import to_markdown
from agents.retriever import Retrieval, problem_of
from tools.nouns.knowledge import Evidence, Match, Section
from tools.ports import Advisor


class Retrieved(Analysis, Retrieval):
    """The state once the retriever has written: the analysed problem with its evidence."""


class Recommendation(TypedDict):
    """The advice for people and as data; None while the evidence could not be had."""

    recommendations: str
    advice: dict[str, Any] | None


class Recommender:
    """Asks the advisor. It gets evidence and gives text: it sets no status, severity, link or id."""

    def __init__(self, advisor: Advisor, keyless: Advisor) -> None:
        """`keyless` writes from the runbooks alone, when a run may not use the model."""
        self._advisor = advisor
        self._keyless = keyless

    async def __call__(self, state: Retrieved, runtime: Runtime[Context]) -> Recommendation:
        """The graph's node."""
        if "runbooks" in state["pending"]:
            return Recommendation(recommendations="", advice=None)
        evidence = Evidence(problem_of(state), [_match(item) for item in state["evidence"]])
        return await self.write(evidence, current(runtime))

    async def write(self, evidence: Evidence, context: Context) -> Recommendation:
        """Advice from this evidence alone, as Markdown and as data."""
        advisor = self._advisor if context.use_model else self._keyless
        advice = await advisor.advise(evidence)
        return Recommendation(recommendations=to_markdown(advice), advice=advice.to_wire())


def _match(item: Mapping[str, Any]) -> Match:
    return Match(**(dict(item) | {"section": Section(**item["section"])}))
