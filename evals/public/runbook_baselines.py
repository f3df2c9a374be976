"""The baselines of runbook retrieval: words alone, vectors alone, and the usual fusion of both."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.public.baselines import vectors
from tools.nouns.knowledge import API
from tools.runbooks.document import make_runbook
from tools.runbooks.sections import split
from tools.text.words.identifiers import spaced

Row = Mapping[str, Any]
Scores = NDArray[np.float64]
Scorer = Callable[[str], Scores]

RANK_OFFSET = 60
"""Reciprocal-rank fusion's usual constant (Cormack, Clarke, Büttcher 2009)."""
_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A method's name, and a function from a query's text to a score per document."""

    name: str
    score: Scorer


def baselines(documents: Sequence[Row], queries: Sequence[str]) -> list[Baseline]:
    """Return all methods over one corpus; `queries` are embedded once, raw, as the naive methods do."""
    bodies = [str(document["text"]) for document in documents]
    chunks = [_chunks(document) for document in documents]
    known = vectors([*queries, *bodies, *(chunk for several in chunks for chunk in several)])
    plain = _bm25([_words(text) for text in bodies], _words)
    split_words = _bm25(
        [_words(spaced(f"{document['title']} " * 3 + text)) for document, text in zip(documents, bodies, strict=True)],
        lambda text: _words(spaced(text)),
    )
    whole = np.stack([known[text] for text in bodies])
    parts = [np.stack([known[chunk] for chunk in several]) for several in chunks]

    def best_chunk(query: str) -> Scores:
        return np.array([float((part @ known[query]).max()) for part in parts])

    return [
        Baseline("BM25, plain", plain),
        Baseline("BM25, CamelCase split, title × 3", split_words),
        Baseline("MiniLM, whole document", lambda query: np.asarray(whole @ known[query], np.float64)),
        Baseline("MiniLM, best section", best_chunk),
        Baseline("rank fusion of BM25 and best section", lambda query: _fused(split_words(query), best_chunk(query))),
    ]


def _chunks(document: Row) -> list[str]:
    runbook = make_runbook(document["id"], document["text"], API)
    return [f"{spaced(document['title'])}. {passage.section.text}" for passage in split(runbook)]


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _bm25(texts: Sequence[Sequence[str]], read: Callable[[str], list[str]]) -> Scorer:
    """Return BM25 with k1 1.2 and b 0.75."""
    counts = [Counter(words) for words in texts]
    frequency = Counter(word for count in counts for word in count)
    mean = sum(map(len, texts)) / len(texts)

    def weight(word: str, count: Counter[str], length: int) -> float:
        rarity = math.log(1 + (len(texts) - frequency[word] + 0.5) / (frequency[word] + 0.5))
        return rarity * count[word] * 2.2 / (count[word] + 1.2 * (0.25 + 0.75 * length / mean))

    def score(query: str) -> Scores:
        words = set(read(query))
        return np.array(
            [
                sum(weight(word, count, len(text)) for word in words if word in count)
                for count, text in zip(counts, texts, strict=True)
            ]
        )

    return score


def _fused(left: Scores, right: Scores) -> Scores:
    return _by_rank(left) + _by_rank(right)


def _by_rank(scores: Scores) -> Scores:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.asarray(1 / (RANK_OFFSET + ranks), np.float64)
