"""A scope finds the exact nearest, small or large, while it grows."""

import numpy as np
import pytest

from tools.vectors import scope as scopes
from tools.vectors.scope import Scope

DIMENSION = 64


def clustered(rows: int) -> np.ndarray:
    dice = np.random.default_rng(5)
    centres = dice.standard_normal((40, DIMENSION))
    made = centres[dice.integers(0, 40, rows)] + 0.4 * dice.standard_normal((rows, DIMENSION))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype("<f4")


def filled(rows: np.ndarray) -> Scope:
    scope = Scope(DIMENSION)
    for number, row in enumerate(rows):
        scope.append(1000 + number, row)
    return scope


def exact(rows: np.ndarray, vector: np.ndarray, limit: int) -> list[int]:
    cosines = rows @ vector
    return [1000 + int(at) for at in np.lexsort((np.arange(len(rows)), -cosines))[:limit]]


@pytest.mark.parametrize("above", [50_000, 1000])
def test_the_nearest_are_found_exactly_at_any_size(monkeypatch: pytest.MonkeyPatch, above: int):
    monkeypatch.setattr(scopes, "QUANTISED_ABOVE", above)
    rows = clustered(6000)
    scope = filled(rows[:5000])
    scope.nearest(rows[0], 1)
    for number, row in enumerate(rows[5000:], start=5000):
        scope.append(1000 + number, row)
    for vector in clustered(6030)[6000:]:
        found = scope.nearest(vector, 12)
        assert [seq for seq, _ in found] == exact(rows, vector, 12)
        assert [cosine for _, cosine in found] == pytest.approx(sorted(rows @ vector, reverse=True)[:12], abs=1e-5)


def test_equal_vectors_come_in_stored_order():
    row = clustered(1)[0]
    assert [seq for seq, _ in filled(np.stack([row] * 9)).nearest(row, 5)] == [1000, 1001, 1002, 1003, 1004]


def test_fewer_rows_than_asked_for():
    assert len(filled(clustered(3)).nearest(clustered(1)[0], 10)) == 3
