"""The golden cases as the suite sees them: small stories of reports and human acts, with what must come out.

One JSON line is one case: `{id, inputs: {steps: […], settings?}, expected: {"<step>": {…}}, tags, why}`. Steps count
from 1. A step is one act (`report`, `resolve`, `acknowledge`, `merge`, `split`) with an optional `at`: seconds since
the case began, by default a minute after the step before. Human acts name the *step* whose ticket they mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STEP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story. `act` names it, `body` is its input, `at` its second in the story."""

    act: str
    body: Mapping[str, Any]
    at: float


@dataclass(frozen=True, slots=True)
class Case:
    """One golden case. `expected` maps a step's number to what must hold right after that step."""

    id: str
    steps: tuple[Step, ...]
    expected: Mapping[int, Mapping[str, Any]]
    tags: frozenset[str]
    why: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tenant(self) -> str:
        """A tenant of its own for every case, so that no case can help or disturb another."""
        return f"golden-{self.id}"


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step left behind.

    `answer` is the graph's output (empty for a human act), `incident` the ticket right after the step with its
    timeline, `stored` every text that the store can show of the report, `error` the kind of a refusal (empty if none),
    `evidence` the citations that the retriever gave to the advisor (empty if it did not run).
    """

    answer: Mapping[str, Any] = field(default_factory=dict)
    incident: Mapping[str, Any] = field(default_factory=dict)
    stored: str = ""
    error: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def incident_id(self) -> str:
        """The ticket that this step ended in; empty if the step failed."""
        return str(self.answer.get("incident_id") or self.incident.get("incident_id") or "")


@dataclass(frozen=True, slots=True)
class CaseResults:
    """The results of one case's steps, and the forbidden strings that a search of the store's files found."""

    steps: tuple[StepResult, ...]
    on_disk: tuple[str, ...] = ()
    seconds: float = 0.0

    def step(self, number: int) -> StepResult:
        """Return the result of step `number`, counted from 1."""
        return self.steps[number - 1]


def golden_folder() -> Path:
    """Return the folder of the shipped cases."""
    return Path(__file__).parent / "golden"
