"""Pure judges of a golden case: `(case, results) -> Score`. They run offline, and also as LangSmith evaluators."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evals.cases import Case, CaseResults, StepResult
from evals.expectations import EXPECTATIONS


@dataclass(frozen=True, slots=True)
class Score:
    """One judge's result on one case: `passed` of `total` checks, and why the others failed."""

    name: str
    passed: int
    total: int
    reasons: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """The share of checks that hold, 0–1; None if this judge had nothing to check."""
        return self.passed / self.total if self.total else None


Evaluator = Callable[[Case, CaseResults], Score]

ASPECTS = {
    "verdict": ("verdict", "late", "error"),
    "identity": (
        "same_as", "not_same_as", "same_root_as", "linked_to", "regression_of", "merged_into", "occurrences",
    ),
    "lifecycle": ("severity", "status", "event", "flapping"),
    "retrieval": ("runbooks", "best_runbook", "no_runbook"),
    "advice": ("advice", "advice_mentions", "advice_absent"),
    "redaction": ("absent", "kept"),
}  # fmt: skip


def _aspect(name: str) -> Evaluator:
    def evaluate(case: Case, results: CaseResults) -> Score:
        return _score(name, list(_check(case, results, ASPECTS[name])))

    return evaluate


def _check(case: Case, results: CaseResults, names: tuple[str, ...]) -> Iterator[str]:
    for number, wanted in sorted(case.expected.items()):
        step = results.step(number)
        for name in names:
            if name in wanted:
                fault = EXPECTATIONS[name](results, step, wanted[name])
                yield f"step {number}: {fault}" if fault else ""


def grounding(_: Case, results: CaseResults) -> Score:
    """Check that, in every answer, each step of the advice cites something, and only what was retrieved."""
    return _score("grounding", [fault for step in results.steps for fault in _ungrounded(step)])


def _ungrounded(step: StepResult) -> Iterator[str]:
    advice = step.answer.get("advice")
    if not advice or advice["abstained"] or not step.evidence:
        return  # there is no advice, or it repeats the ticket's earlier advice
    retrieved = set(step.evidence)
    for part in [*advice["immediate"], *advice["prevention"]]:
        invented = set(part["citations"]) - retrieved
        if not part["citations"]:
            yield f"uncited step: {part['text'][:60]!r}"
        else:
            yield f"cites what was not retrieved: {sorted(invented)}" if invented else ""
    foreign = set(advice["root_cause_citations"]) - retrieved
    yield f"root cause cites what was not retrieved: {sorted(foreign)}" if foreign else ""


def health(case: Case, results: CaseResults) -> Score:
    """Check that no step fails unless it was expected to."""
    faults = [
        f"step {number}: failed with {step.error}"
        if step.error and "error" not in case.expected.get(number, {})
        else ""
        for number, step in enumerate(results.steps, start=1)
    ]
    return _score("health", faults)


def _score(name: str, faults: list[str]) -> Score:
    reasons = tuple(fault for fault in faults if fault)
    return Score(name, len(faults) - len(reasons), len(faults), reasons)


EVALUATORS: dict[str, Evaluator] = {
    **{name: _aspect(name) for name in ASPECTS},
    "grounding": grounding,
    "health": health,
}
