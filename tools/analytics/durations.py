"""Summarises many durations: count, mean, and percentiles by nearest rank."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from tools.nouns.figures import Durations

Seconds = npt.NDArray[np.float64]
NONE = Durations()
FEW = 8
"""Up to this many groups are picked out one by one, which is faster than sorting."""


def durations_of(seconds: Seconds) -> Durations:
    """Summarise durations."""
    return durations_in([in_order(seconds)])


def in_order(seconds: Seconds) -> Seconds:
    """Sort, shortest first.

    Negative durations count as zero: a problem that ended before its first report took no time.
    """
    # Sorting numbers uses the processor's vector instructions; two ranks by `partition` take three times as long.
    ordered = np.maximum(seconds, 0.0)
    ordered.sort()
    return ordered


def durations_in(ordered: Sequence[Seconds]) -> Durations:
    """Summarise all durations in several columns, each of which is sorted."""
    count = sum(map(len, ordered))
    if not count:
        return NONE
    mean = sum(float(each.sum()) for each in ordered) / count
    return Durations(count, _nth(ordered, _rank(50, count)), _nth(ordered, _rank(90, count)), mean)


def grouped(codes: npt.NDArray[np.int32], seconds: Seconds) -> Iterator[tuple[int, Durations]]:
    """Yield durations by code, for each code that has any."""
    counts = np.bincount(codes) if len(codes) else np.zeros(0, np.int64)
    found = np.flatnonzero(counts).tolist()
    if len(found) <= FEW:
        for code in found:
            yield code, durations_of(seconds[codes == code])
        return
    # Sorting 16-bit numbers is a radix sort, ten times as fast.
    narrow = codes.astype(np.int16) if codes.max() < np.iinfo(np.int16).max else codes
    order = np.argsort(narrow, kind="stable")
    values, ends = seconds[order], np.cumsum(counts).tolist()
    for code in found:
        yield code, durations_of(values[ends[code] - counts[code] : ends[code]])


def _nth(ordered: Sequence[Seconds], place: int) -> float:
    """Return the value at a place, from 0, as if the columns were one. Each step halves the largest remaining range."""
    low, high = [0] * len(ordered), [len(each) for each in ordered]
    while True:
        widest = max(range(len(ordered)), key=lambda each: high[each] - low[each])
        middle = ordered[widest][(low[widest] + high[widest]) // 2]
        less = [int(np.searchsorted(each, middle)) for each in ordered]
        upto = [int(np.searchsorted(each, middle, "right")) for each in ordered]
        if sum(less) <= place < sum(upto):
            return float(middle)
        if place < sum(less):
            high = [min(each) for each in zip(high, less, strict=True)]
        else:
            low = [max(each) for each in zip(low, upto, strict=True)]


def _rank(percent: int, count: int) -> int:
    """Return the place of a percentile among sorted values, from 0."""
    return -(-percent * count // 100) - 1
