"""How certain a figure is: bootstrap intervals, drawn with a fixed seed so that two runs show the same ones."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

SEED = 7
SAMPLES = 1_000
MIDDLE = (2.5, 97.5)

Array = NDArray[np.float64]
Figure = Callable[[Array], Array]
"""Maps sums (one row per sample, one column per part) to the figure of each sample."""


def interval(parts: Sequence[Sequence[float]], figure: Figure) -> tuple[float, float]:
    """Return the middle 95 % of a figure over resampled items.

    `parts` has a row per item that can be drawn again (a pair, a query, a problem with all its events) and a column per
    quantity that the figure sums, such as right ones and all of them.
    """
    table = np.asarray(parts, float)
    draws = np.random.default_rng(SEED).multinomial(len(table), np.full(len(table), 1 / len(table)), size=SAMPLES)
    low, high = np.percentile(figure(draws @ table), MIDDLE)
    return float(low), float(high)


def share(sums: Array) -> Array:
    """Return the first column divided by the second; 1 where the second is 0."""
    return np.divide(sums[:, 0], sums[:, 1], out=np.ones(len(sums)), where=sums[:, 1] > 0)


def harmonic(right: Array, claimed: Array, true: Array) -> Array:
    """Return F1 from counts of right claims, of claims, and of true ones; 0 where there are none."""
    return np.divide(2 * right, claimed + true, out=np.zeros(len(right)), where=claimed + true > 0)
