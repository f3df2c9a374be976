"""Summarises judged cases as shares per tag and per judge, and checks them against the thresholds."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.cases import Case, CaseResults
from evals.evaluators import EVALUATORS, Score
from evals.faults import CannotJudge

THRESHOLDS = Path(__file__).parent / "thresholds.toml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case with its results and the judges' scores."""

    case: Case
    results: CaseResults
    scores: tuple[Score, ...]

    @property
    def passed(self) -> bool:
        """True if no judge found a fault."""
        return not any(score.reasons for score in self.scores)

    @property
    def reasons(self) -> list[str]:
        """All faults, in plain words."""
        return [f"{score.name}: {reason}" for score in self.scores for reason in score.reasons]


@dataclass(frozen=True, slots=True)
class Share:
    """`passed` of `total`."""

    passed: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0–1; 1 if there was nothing to judge."""
        return self.passed / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole suite in figures: cases by tag, single checks by judge, texts and pairs by wrapper."""

    cases: Share
    tags: Mapping[str, Share]
    judges: Mapping[str, Share]
    wrappers: Mapping[str, Share] = field(default_factory=dict)


def judged(case: Case, results: CaseResults) -> Outcome:
    """Ask every judge."""
    return Outcome(case, results, tuple(evaluate(case, results) for evaluate in EVALUATORS.values()))


def summarise(outcomes: Sequence[Outcome], wrappers: Mapping[str, Share] | None = None) -> Summary:
    """Count. A case counts for each of its tags; `wrappers` are counted elsewhere."""
    totals = Counter(tag for outcome in outcomes for tag in outcome.case.tags)
    passed = Counter(tag for outcome in outcomes if outcome.passed for tag in outcome.case.tags)
    return Summary(
        Share(sum(outcome.passed for outcome in outcomes), len(outcomes)),
        {tag: Share(passed[tag], total) for tag, total in sorted(totals.items())},
        {name: _checks(name, outcomes) for name in EVALUATORS},
        wrappers or {},
    )


def _checks(name: str, outcomes: Iterable[Outcome]) -> Share:
    scores = [score for outcome in outcomes for score in outcome.scores if score.name == name]
    return Share(sum(score.passed for score in scores), sum(score.total for score in scores))


Thresholds = Mapping[str, Mapping[str, float]]
ALL_PASS: Thresholds = {"suite": {"cases": 1.0}}
"""The thresholds for chosen cases, and for your own, if none are given."""
PARTS = ("suite", "judges", "tags", "wrappers")


def load_thresholds(path: Path = THRESHOLDS) -> Thresholds:
    """Read `[suite] cases`, `[tags] …`, `[judges] …`, `[wrappers] …`: the least share that passes.

    Raises CannotJudge.
    """
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise CannotJudge(
            f"{path}: no thresholds can be read ({fault}); it must contain tables such as [tags]"
        ) from fault
    for part, wanted in parts.items():
        if part not in PARTS or not isinstance(wanted, dict):
            raise CannotJudge(f"{path}: {part} is not a table of thresholds; there are [{'], ['.join(PARTS)}]")
        for name, least in wanted.items():
            if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
                raise CannotJudge(f"{path}: [{part}] {name} must be a share from 0 to 1, not {least!r}")
    return parts


def shortfalls(summary: Summary, thresholds: Thresholds, *, some: bool = False) -> list[str]:
    """Return what is below its threshold, in plain words; empty if the suite passes.

    A threshold for something that was not judged is a fault, unless only `some` of the cases were chosen. So is a suite
    that judged nothing.
    """
    shares = {
        "suite": {"cases": summary.cases},
        "tags": summary.tags,
        "judges": summary.judges,
        "wrappers": summary.wrappers,
    }
    faults = [fault for part, wanted in thresholds.items() for fault in _below(part, shares[part], wanted, some)]
    return faults if summary.cases.total else ["suite.cases: nothing was judged", *faults]


def _below(part: str, shares: Mapping[str, Share], wanted: Mapping[str, float], some: bool) -> Iterator[str]:
    for name, least in wanted.items():
        share = shares.get(name)
        if share is None or not share.total:
            if not some:
                yield f"{part}.{name}: a threshold for something that was not judged"
        elif share.value < least:
            yield f"{part}.{name}: {share.value:.3f} is below {least:.3f} ({share.passed} of {share.total})"
