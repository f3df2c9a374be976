"""Leaving out: nothing may learn from the group it is judged on, and the regression finds what the numbers hold."""

import numpy as np
import pytest

from evals.public.left_out import best_f1, left_out, lowest_precise
from evals.public.logistic import fitted, scored

PAIRS = [
    {"duplicate": number % 2 == 0, "kind": "pos" if number % 2 == 0 else "neg_hard", "system": "ab"[number // 10]}
    for number in range(20)
]
GROUPS = [str(pair["system"]) for pair in PAIRS]
LABELS = np.array([float(bool(pair["duplicate"])) for pair in PAIRS])


def test_a_scorer_is_shown_only_the_other_groups() -> None:
    shown: list[list[str]] = []

    def scorer(known: np.ndarray) -> np.ndarray:
        shown.append([group for group, may in zip(GROUPS, known, strict=True) if may])
        return LABELS

    said, thresholds = left_out(PAIRS, GROUPS, scorer, best_f1)
    assert [set(groups) for groups in shown] == [{"b"}, {"a"}]
    assert said == [bool(label) for label in LABELS]
    assert len(thresholds) == 2


def test_a_threshold_comes_from_the_others_right_or_wrong() -> None:
    scores = LABELS * 0.2 + np.array([0.0 if group == "a" else 0.5 for group in GROUPS])
    said, _ = left_out(PAIRS, GROUPS, lambda _: scores, best_f1)
    assert not any(said[:10]), "the other group's threshold is above everything here"
    assert all(said[10:]), "and below everything there"


def test_a_yes_or_no_stands_as_it_is_however_imprecise() -> None:
    said, _ = left_out(PAIRS, GROUPS, lambda _: 1 - LABELS, lowest_precise)
    assert said == [not label for label in LABELS]


def test_without_a_precise_threshold_nothing_is_joined() -> None:
    assert lowest_precise(PAIRS, 1 - LABELS) == pytest.approx(1.01)


def test_the_regression_separates_what_can_be_separated() -> None:
    features = np.column_stack([LABELS * 2 - 1, np.zeros(20)])
    told = scored(features, fitted(features, LABELS))
    assert ((told > 0.5) == (LABELS > 0.5)).all()
