"""Measures over pairs, and how figures are written in a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.public.intervals import Array, harmonic, interval, share


@dataclass(frozen=True, slots=True)
class PairScore:
    """Precision, recall and F1 of "the same problem", and the share of hard negatives wrongly judged the same."""

    precision: float
    recall: float
    f1: float
    hard_merged: float


def score_pairs(pairs: Sequence[dict[str, object]], said: Iterable[bool]) -> PairScore:
    """Score predictions. `pairs` contain `duplicate` and `kind`; `said` is the prediction for each, in order."""
    answered = list(zip(pairs, said, strict=True))
    right = sum(1 for pair, same in answered if same and pair["duplicate"])
    claimed = sum(1 for _, same in answered if same)
    true = sum(1 for pair, _ in answered if pair["duplicate"])
    hard = [same for pair, same in answered if pair["kind"] == "neg_hard"]
    precision = right / claimed if claimed else 1.0
    recall = right / true if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return PairScore(precision, recall, f1, sum(hard) / len(hard) if hard else 0.0)


def shown(value: float) -> str:
    """Format a share with three places, `.972`."""
    return f"{value:.3f}".removeprefix("0") if value < 1 else "1.00"


def spread(values: Sequence[float]) -> str:
    """Format lowest to highest, `.953-1.00`."""
    return f"{shown(min(values))}-{shown(max(values))}"


def f1_interval(pairs: Sequence[dict[str, object]], said: Sequence[bool]) -> str:
    """Return the middle 95 % of F1 over resampled pairs, `.981-.995`."""
    return spread(interval(_counts(pairs, said), lambda sums: harmonic(sums[:, 0], sums[:, 1], sums[:, 2])))


def recall_interval(pairs: Sequence[dict[str, object]], said: Sequence[bool]) -> str:
    """Return the middle 95 % of recall over resampled pairs."""
    return spread(interval(_counts(pairs, said), _recall))


def share_interval(right: Sequence[bool]) -> str:
    """Return the middle 95 % of the share of right ones."""
    return spread(interval([(each, 1) for each in right], share))


def _counts(pairs: Sequence[dict[str, object]], said: Sequence[bool]) -> list[tuple[bool, bool, bool]]:
    """Return for each pair: rightly joined, joined, to be joined."""
    return [
        (same and bool(pair["duplicate"]), same, bool(pair["duplicate"]))
        for pair, same in zip(pairs, said, strict=True)
    ]


def _recall(sums: Array) -> Array:
    return share(sums[:, [0, 2]])
