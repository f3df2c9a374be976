"""The vectors of one (tenant, service) in one contiguous matrix."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tools.vectors.quantised import Quantised

FIRST_CAPACITY = 4
GROWTH = 1.125
"""It grows by an eighth at a time: numpy fills the unused rows, so they cost memory."""
QUANTISED_ABOVE = 50_000
"""From this many rows on, the first pass uses one byte per component; an exact one would cost over half an embedding.
"""
RESCORED = 128


class Scope:
    """Rows of float32 unit vectors with each row's `vector_seq` in the store: 8 bytes a row besides the vector."""

    def __init__(self, dimension: int) -> None:
        self.size = 0
        self._rows: NDArray[np.float32] = np.empty((FIRST_CAPACITY, dimension), dtype=np.float32)
        self._seqs: NDArray[np.int64] = np.empty(FIRST_CAPACITY, dtype=np.int64)
        self._quantised: Quantised | None = None

    @property
    def dimension(self) -> int:
        """The length of its vectors."""
        return int(self._rows.shape[1])

    def append(self, seq: int, vector: NDArray[np.float32]) -> None:
        """Add a row."""
        if self.size == len(self._seqs):
            self._grow()
        self._rows[self.size] = vector
        self._seqs[self.size] = seq
        self.size += 1
        if self._quantised is not None:
            self._quantised.extend(vector.reshape(1, -1), capacity=len(self._seqs))

    def nearest(self, vector: NDArray[np.float32], limit: int) -> Sequence[tuple[int, float]]:
        """Return (vector_seq, cosine) of the nearest rows, best first; equal cosines in stored order."""
        rows = self._worth_scoring(vector, limit)
        cosines = (self._rows[: self.size] if rows is None else self._rows[rows]) @ vector
        best = np.arange(len(cosines)) if len(cosines) <= limit else np.argpartition(-cosines, limit - 1)[:limit]
        numbers = best if rows is None else rows[best]
        order = np.lexsort((numbers, -cosines[best]))
        return [(int(self._seqs[numbers[at]]), float(cosines[best[at]])) for at in order]

    def _worth_scoring(self, vector: NDArray[np.float32], limit: int) -> NDArray[np.intp] | None:
        """Return the rows to score exactly; None for all of them."""
        if self.size <= QUANTISED_ABOVE:
            return None
        if self._quantised is None:
            self._quantised = Quantised(self._rows[: self.size])
        return self._quantised.likely(vector, min(self.size, max(RESCORED, 4 * limit)))

    def _grow(self) -> None:
        """Grow, in place if the allocator can."""
        capacity = max(self.size + FIRST_CAPACITY, int(self.size * GROWTH))
        self._rows.resize((capacity, self.dimension), refcheck=False)
        self._seqs.resize(capacity, refcheck=False)
