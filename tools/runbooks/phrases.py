"""How much of a text's word order a query repeats, since runbooks quote the messages they are about.

Pure numpy, no I/O.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]
"""One float per entry, the form of every kind of evidence."""


class PhraseIndex:
    """Pairs of neighbouring terms, as one sorted array of codes with the entries that contain them."""

    def __init__(self, texts: Sequence[Sequence[Sequence[str]]], rarity: Callable[[str], float]) -> None:
        """`texts` contains each entry's texts as terms in order; `rarity` returns a term's weight."""
        self._rarity = rarity
        self._size = len(texts)
        self._numbers: dict[str, int] = {}
        pairs = {
            (self._number(left), self._number(right), entry)
            for entry, several in enumerate(texts)
            for terms in several
            for left, right in pairwise(terms)
        }
        table = np.array(sorted(pairs), np.int64).reshape(-1, 3)
        self._codes = table[:, 0] * len(self._numbers) + table[:, 1]
        self._entries = table[:, 2]

    def search(self, query: Sequence[str]) -> Scores:
        """Return, per entry, the share (0–1), by rarity, of the query's neighbouring pairs that it contains."""
        found = np.zeros(self._size, np.float32)
        total = 0.0
        for left, right in set(pairwise(query)):
            rarity = self._rarity(left) + self._rarity(right)
            total += rarity
            if left in self._numbers and right in self._numbers:
                code = self._numbers[left] * len(self._numbers) + self._numbers[right]
                first, last = np.searchsorted(self._codes, [code, code + 1])
                found[self._entries[first:last]] += np.float32(rarity)
        return found / np.float32(total or 1.0)

    def _number(self, term: str) -> int:
        return self._numbers.setdefault(term, len(self._numbers))
