"""BM25 over small collections of named texts, and how much of a name a query contains. Pure numpy, no I/O."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from tools.runbooks.phrases import PhraseIndex, Scores
from tools.runbooks.words import compounds, terms

# BM25's usual saturation and length normalisation; a word of the name counts like three in the text (BM25F). Norms from
# .3 to .75 and weights from 1 to 5 move R@1 on the public alert texts by at most .014 (`python -m evals --data DIR`).
SATURATION = 1.2
LENGTH_NORM = 0.6
NAME_WEIGHT = 3.0
# Rarity is judged as if there were at least this many texts, so that even three runbooks tell rare words from common.
LEAST_COLLECTION = 200
# A query counts as if it had at least this many unknown words: three common words that all occur somewhere ("starting
# service on port") are no evidence. At 1 that line is answered; at 2 the public alert texts lose .004 of R@3 with
# abstention (`python -m evals --data DIR`).
LEAST_SAID = 1.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with its names: a runbook (title, file name), an alert's chapter in a playbook, or a resolution."""

    names: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Posting:
    """Where a term occurs: positions of entries with BM25 weights, and positions of the names that contain it."""

    entries: npt.NDArray[np.intp]
    weights: Scores
    names: npt.NDArray[np.intp]


class LexicalIndex:
    """Built once over all entries; a query costs one pass over the postings of its terms."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Each entry needs at least one name."""
        names = [name for entry in entries for name in entry.names]
        self._compounds = {joined: parts for name in names for joined, parts in compounds(name)}
        worded_texts = [[list(self._terms(text)) for text in (*entry.names, *entry.texts)] for entry in entries]
        bodies = [
            Counter(term for text in texts[len(entry.names) :] for term in text)
            for entry, texts in zip(entries, worded_texts, strict=True)
        ]
        titles = [frozenset(self._terms(" ".join(entry.names))) for entry in entries]
        self._frequency = Counter(
            term for body, title in zip(bodies, titles, strict=True) for term in title | body.keys()
        )
        self._collection = max(len(entries), LEAST_COLLECTION)
        self._size = len(entries)
        worded = [frozenset(self._terms(name)) for name in names]
        self._name_rarity = np.array([sum(map(self.rarity, words)) or 1.0 for words in worded], dtype=np.float32)
        self._name_starts = np.cumsum([0, *(len(entry.names) for entry in entries)])[:-1]
        self._postings = self._invert(bodies, titles, worded)
        self._phrases = PhraseIndex(worded_texts, self.rarity)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency (Robertson and Spärck Jones), positive; highest for an unknown word."""
        count = self._frequency.get(term, 0)
        return math.log(1 + (self._collection - count + 0.5) / (count + 0.5))

    def query_terms(self, text: str, limit: int) -> list[str]:
        """Return the first `limit` terms of a text in order, with compounds split as the names write them.

        A hyphenated word with a part that no entry has (`employees-db`) is left out: it names one thing among many.
        """
        said = " ".join(word for word in text.split() if "-" not in word or self._is_known(word))
        return list(islice(self._terms(said or text), limit))

    def _is_known(self, word: str) -> bool:
        return all(term in self._frequency for term in self._terms(word))

    def terms(self, text: str) -> list[str]:
        """Return all terms of a text in order."""
        return list(self._terms(text))

    def search(self, query: Sequence[str]) -> tuple[Scores, Scores, Scores]:
        """Return (text, name, phrase) per entry, each from 0 to 1.

        `text` is BM25 divided by the query's total rarity (at least that of LEAST_SAID unknown words), so unknown words
        count against every entry. `name` is the share, by rarity, of the entry's best name that the query contains.
        `phrase` is the share of the query's word order that the entry repeats.
        """
        text, name = np.zeros(self._size, np.float32), np.zeros(len(self._name_rarity), np.float32)
        total = 0.0
        for term in set(query):
            rarity = self.rarity(term)
            total += rarity
            if posting := self._postings.get(term):
                text[posting.entries] += posting.weights
                name[posting.names] += np.float32(rarity)
        best_name = np.maximum.reduceat(name / self._name_rarity, self._name_starts) if self._size else name
        return text / np.float32(max(total, LEAST_SAID * self.rarity(""))), best_name, self._phrases.search(query)

    def _terms(self, text: str) -> Iterator[str]:
        for term in terms(text):
            yield from self._compounds.get(term, (term,))

    def _invert(
        self, bodies: Sequence[Counter[str]], titles: Sequence[frozenset[str]], names: Sequence[frozenset[str]]
    ) -> Mapping[str, _Posting]:
        mean = sum(body.total() for body in bodies) / max(len(bodies), 1) or 1.0
        weights: dict[str, list[tuple[int, float]]] = {}
        for position, (body, title) in enumerate(zip(bodies, titles, strict=True)):
            norm = 1 - LENGTH_NORM + LENGTH_NORM * body.total() / mean
            for term in title | body.keys():
                count = NAME_WEIGHT * (term in title) + body[term] / norm
                weights.setdefault(term, []).append((position, count / (SATURATION + count) * self.rarity(term)))
        named: dict[str, list[int]] = {}
        for position, words in enumerate(names):
            for term in words:
                named.setdefault(term, []).append(position)
        return {
            term: _Posting(
                np.array([position for position, _ in rows], np.intp),
                np.array([weight for _, weight in rows], np.float32),
                np.array(named.get(term, ()), np.intp),
            )
            for term, rows in weights.items()
        }
