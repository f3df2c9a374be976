"""Leaves out one system, or one product, in turn: how well thresholds chosen on the others work on it.

The ceiling is a logistic regression over everything that the rules see, trained on the others. No threshold on this
evidence exceeds it; a rule that does rests on an argument that is not in the numbers.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.public import Table, alert_pairs, log_pairs
from evals.public.evidence import Array, Evidence, evidence_of
from evals.public.logistic import fitted, scored
from evals.public.scores import PairScore, score_pairs, shown

PRECISION = 0.97
FEWEST = 10
GRID = [step / 100 for step in range(1, 101)]
COLUMNS = ("pairs", "method", "worst", "median", "best", "all together", "hard negatives merged", "thresholds")

Pairs = Sequence[dict[str, Any]]
Scorer = Callable[[NDArray[np.bool_]], Array]
"""Maps the pairs that may be learned from to a score for every pair."""
Choose = Callable[[Pairs, Array], float]


def run(data_dir: Path) -> Table:
    """Run log pairs by system (F1), and alert pairs by product of ten or more (recall at precision .97 elsewhere)."""
    logs, alerts = log_pairs.read(data_dir), alert_pairs.read(data_dir)
    rows = [
        *_rows("log pairs, F1", logs, [str(pair["system"]) for pair in logs], "log", best_f1, lambda score: score.f1),
        *_rows(
            "alert pairs, recall", alerts, [alert_pairs.product(pair) for pair in alerts], "text", lowest_precise,
            lambda score: score.recall,
        ),
    ]  # fmt: skip
    notes = (f"alert pairs: products of {FEWEST} pairs and more; a threshold that has precision {PRECISION} elsewhere",)
    return Table("One system or product left out in turn", COLUMNS, tuple(rows), notes)


def _rows(
    name: str, pairs: Pairs, groups: Sequence[str], field: str, choose: Choose, figure: Callable[[PairScore], float]
) -> list[tuple[object, ...]]:
    texts = [(str(pair["a"][field]), str(pair["b"][field])) for pair in pairs]
    evidence = evidence_of(texts, [bool(pair["duplicate"]) for pair in pairs], "pairs")
    return [
        (name, method, *_row(pairs, groups, scorer, choose, figure)) for method, scorer in _scorers(evidence).items()
    ]


def _scorers(evidence: Evidence) -> dict[str, Scorer]:
    def ceiling(known: NDArray[np.bool_]) -> Array:
        return scored(evidence.features, fitted(evidence.features[known], evidence.labels[known]))

    fixed = {
        "cosine": evidence.cosine,
        "IDF-weighted Jaccard": evidence.jaccard,
        "masked fingerprint": evidence.masked,
        "drain3": evidence.drain,
        "ours, as shipped": evidence.shipped,
    }
    scorers = {name: _always(scores) for name, scores in fixed.items() if scores is not None}
    return {**scorers, "ceiling of our evidence": ceiling}


def _always(scores: Array) -> Scorer:
    return lambda _: scores


def _row(
    pairs: Pairs, groups: Sequence[str], scorer: Scorer, choose: Choose, figure: Callable[[PairScore], float]
) -> tuple[str, ...]:
    said, thresholds = left_out(pairs, groups, scorer, choose)
    parts = [
        figure(score_pairs([pairs[place] for place in inside], [said[place] for place in inside]))
        for inside in ([place for place, group in enumerate(groups) if group == each] for each in sorted(set(groups)))
        if len(inside) >= FEWEST
    ]
    whole = score_pairs(pairs, said)
    together = f"{shown(figure(whole))} at precision {shown(whole.precision)}"
    return (
        shown(min(parts)), shown(float(np.median(parts))), shown(max(parts)), together, shown(whole.hard_merged),
        f"{min(thresholds):.2f}-{max(thresholds):.2f}",
    )  # fmt: skip


def left_out(pairs: Pairs, groups: Sequence[str], scorer: Scorer, choose: Choose) -> tuple[list[bool], list[float]]:
    """Predict every pair with a threshold (and a model) that never saw its group; return also the thresholds."""
    said = [False] * len(pairs)
    thresholds = []
    for group in sorted(set(groups)):
        inside = np.array([each == group for each in groups])
        scores = scorer(~inside)
        others = [pair for pair, within in zip(pairs, inside, strict=True) if not within]
        yes_or_no = bool(np.isin(scores, (0.0, 1.0)).all())  # what is already decided leaves nothing to choose
        threshold = 0.5 if yes_or_no else choose(others, scores[~inside])
        thresholds.append(threshold)
        for place in np.flatnonzero(inside):
            said[place] = bool(scores[place] >= threshold)
    return said, thresholds


def best_f1(pairs: Pairs, scores: Array) -> float:
    """Return the threshold with the best F1."""
    return max(GRID, key=lambda step: score_pairs(pairs, list(scores >= step)).f1)


def lowest_precise(pairs: Pairs, scores: Array) -> float:
    """Return the lowest threshold that is precise enough; above every score if none is."""
    fitting = [step for step in GRID if score_pairs(pairs, list(scores >= step)).precision >= PRECISION]
    return min(fitting, default=1.01)
