"""Retriever: reads the analysed problem, adds the runbook sections and past resolutions that fit it, or none."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from agents.analyzer import Analysis
from agents.context import Context, current
from tools.errors import IncidentResponderError
from tools.nouns.knowledge import RUNBOOK, Match, Problem
from tools.ports import RunbookSearch


class Library(RunbookSearch, Protocol):
    """The search, and the neighbours of what it found."""

    async def expand(self, tenant: str, matches: Sequence[Match]) -> Sequence[Match]:
        """The matches with their sibling sections, from which the advice is written."""
        ...


class Retrieval(TypedDict):
    """`runbooks` are for people, `evidence` (whole sections, as plain JSON) is all an advisor may use."""

    runbooks: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    pending: list[str]


class Retriever:
    """Never fails a run: what cannot be searched now is named in `pending` and tried again by the sweep."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def __call__(self, state: Analysis, runtime: Runtime[Context]) -> Retrieval:
        """The graph's node."""
        rest = [word for word in state["pending"] if word != "runbooks"]
        try:
            matched, evidence = await self.find(problem_of(state), current(runtime).max_runbooks)
        except IncidentResponderError:
            return Retrieval(runbooks=[], evidence=[], pending=[*rest, "runbooks"])
        return Retrieval(runbooks=wire(matched), evidence=[asdict(match) for match in evidence], pending=rest)

    async def find(self, problem: Problem, limit: int) -> tuple[Sequence[Match], Sequence[Match]]:
        """(what fits, at most `limit` runbooks and as many past resolutions; the same with their sibling sections).

        Both are empty when nothing fits. Raises Overloaded or Unavailable when the search cannot be made now.
        """
        matched = [match for match in await self._library.search(problem, limit) if match.matched]
        return matched, await self._library.expand(problem.tenant, matched)


def wire(matched: Sequence[Match]) -> list[dict[str, Any]]:
    """The runbook sections people see; past resolutions are cited by the advice."""
    return [match.to_wire() for match in matched if match.section.kind == RUNBOOK]


def problem_of(state: Analysis) -> Problem:
    """What retrieval and advice are asked about."""
    return Problem(
        tenant=state["tenant"],
        service=state["service"],
        log=state["log"],
        template=state["template"],
        labels=state["labels"],
        severity=state["severity"],
        regression_of=state["regression_of"],
    )
