"""One byte per component: a quick first pass over a large scope, whose best rows are then scored exactly."""

import numpy as np
import simsimd
from numpy.typing import NDArray

BUILT_AT_ONCE = 8192


class Quantised:
    """int8 copies of unit vectors, each with its own scale (largest component = 127): 388 bytes for 384 dimensions."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self.size = 0
        self._codes: NDArray[np.int8] = np.empty((0, rows.shape[1]), dtype=np.int8)
        self._scales: NDArray[np.float32] = np.empty(0, dtype=np.float32)
        for start in range(0, len(rows), BUILT_AT_ONCE):
            self.extend(rows[start : start + BUILT_AT_ONCE], capacity=len(rows))

    def extend(self, rows: NDArray[np.float32], capacity: int) -> None:
        """Add rows; `capacity` is the number of rows that the exact matrix has room for."""
        end = self.size + len(rows)
        if end > len(self._scales):
            self._codes.resize((max(capacity, end), rows.shape[1]), refcheck=False)
            self._scales.resize(max(capacity, end), refcheck=False)
        codes, scales = _encode(rows)
        self._codes[self.size : end] = codes
        self._scales[self.size : end] = scales
        self.size = end

    def likely(self, vector: NDArray[np.float32], count: int) -> NDArray[np.intp]:
        """Return the numbers of the `count` rows that are probably nearest, in no order."""
        code, _ = _encode(vector.reshape(1, -1))
        dots = np.asarray(simsimd.cdist(code, self._codes[: self.size], metric="dot", out_dtype="float32"))[0]
        near = dots * self._scales[: self.size]
        return np.argpartition(near, self.size - count)[self.size - count :]


def _encode(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scales = np.maximum(np.abs(rows).max(axis=1), np.float32(1e-12)) / np.float32(127.0)
    return np.rint(rows / scales[:, None]).astype(np.int8), scales
