"""The vectors of one (tenant, service) in one contiguous matrix."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FIRST_CAPACITY = 4
DOUBLES_BELOW = 4096
GROWTH = 1.125


class Scope:
    """Rows of float32 unit vectors with the store's `vector_seq` of each: 8 bytes a row beside the vector."""

    def __init__(self, dimension: int) -> None:
        self.size = 0
        self._rows: NDArray[np.float32] = np.empty((FIRST_CAPACITY, dimension), dtype=np.float32)
        self._seqs: NDArray[np.int64] = np.empty(FIRST_CAPACITY, dtype=np.int64)

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

    def nearest(self, vector: NDArray[np.float32], limit: int) -> Sequence[tuple[int, float]]:
        """(vector_seq, cosine) of the nearest rows, best first; equal cosines in stored order."""
        cosines = self._rows[: self.size] @ vector
        best = np.arange(self.size) if self.size <= limit else np.argpartition(-cosines, limit - 1)[:limit]
        best = best[np.lexsort((best, -cosines[best]))]
        return [(int(self._seqs[at]), float(cosines[at])) for at in best]

    def _grow(self) -> None:
        """In place where the allocator can: large matrices grow by an eighth, so that little stands empty."""
        factor = 2.0 if self.size < DOUBLES_BELOW else GROWTH
        capacity = int(self.size * factor) + 1
        self._rows.resize((capacity, self.dimension), refcheck=False)
        self._seqs.resize(capacity, refcheck=False)
