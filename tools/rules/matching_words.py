"""The words of a template as evidence: stems, their weight, and how two templates line up. Cached, bounded, pure."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from tools.text.identity.shapes import PARAM
from tools.text.words.lexicon import FUNCTION_WORDS, NEGATIONS, POLES, STATE_WORDS, section
from tools.text.words.vocabulary import known, weight

# The parts of `NotWritablePrimary`, `max_connections` and `5xx`.
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+xx")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))
_FILLERS = section("fillers")
SHORTEST_STEM = 3

Segments = Sequence[tuple[tuple[str, ...], tuple[str, ...]]]


def stem(word: str) -> str:
    """A word without its inflection: "failing", "failed", "fails" → "fail". Crude on purpose, and deterministic.

    Not the runbooks' stemmer (`tools.runbooks.words`): that one also joins "failure" and "fail", which may find too much,
    while this one helps to say that two problems are one.
    """
    for ending, instead in _ENDINGS:
        if len(word) - len(ending) >= SHORTEST_STEM and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word


@lru_cache(maxsize=8_192)
def content(template: str) -> Mapping[str, float]:
    """Stem → weight of the content words; CamelCase and snake_case names count by their parts."""
    found: dict[str, float] = {}
    for token in template.split():
        if token == PARAM:
            continue
        for part in _HUMPS.findall(token):
            word = part.lower()
            if len(word) > 1 and word not in FUNCTION_WORDS:
                found[stem(word)] = min(found.get(stem(word), 99.0), weight(word))
    return found


@lru_cache(maxsize=8_192)
def words(template: str) -> tuple[str, ...]:
    """All words and parameters in order, fillers ("the", "has been") left out."""
    return tuple(token for token in template.split() if token.lower() not in _FILLERS)


def overlap(left: str, right: str) -> float:
    """IDF-weighted Jaccard of the content words, 0 to 1."""
    ours, theirs = content(left), content(right)
    both = sum(min(weigh, theirs[word]) for word, weigh in ours.items() if word in theirs)
    only = sum(weigh for word, weigh in ours.items() if word not in theirs)
    only += sum(weigh for word, weigh in theirs.items() if word not in ours)
    return both / (both + only) if both else 0.0


def align(left: Sequence[str], right: Sequence[str]) -> Segments:
    """Where two word sequences differ: position by position when equally long, else the one stretch in the middle."""
    if len(left) == len(right):
        return _by_position(left, right)
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and _same(left[start], right[start]):
        start += 1
    end = 0
    while end < shorter - start and _same(left[-1 - end], right[-1 - end]):
        end += 1
    return [(tuple(left[start : len(left) - end]), tuple(right[start : len(right) - end]))]


def _by_position(left: Sequence[str], right: Sequence[str]) -> Segments:
    segments: list[tuple[list[str], list[str]]] = []
    open_segment = False
    for one, other in zip(left, right, strict=True):
        if _same(one, other):
            open_segment = False
            continue
        if not open_segment:
            segments.append(([], []))
            open_segment = True
        segments[-1][0].append(one)
        segments[-1][1].append(other)
    return [(tuple(ours), tuple(theirs)) for ours, theirs in segments]


def _same(one: str, other: str) -> bool:
    return one == other or (one != PARAM and other != PARAM and stem(one.lower()) == stem(other.lower()))


@lru_cache(maxsize=16_384)
def is_value_like(word: str) -> bool:
    """An unknown, plainly written word: it could be a user, a host, a process, and carries no other meaning."""
    lower = word.lower()
    if lower in POLES or lower in STATE_WORDS or lower in NEGATIONS or lower in FUNCTION_WORDS or known(lower):
        return False
    parts = [part.lower() for part in _HUMPS.findall(word)]
    if not parts or word.isupper() or lower.endswith(("ed", "ing", "exception", "error")):
        return False
    return len(parts) == 1 or not all(known(part) for part in parts)
