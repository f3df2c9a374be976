"""The words of a template as evidence: stems, weights, and how two templates line up. Pure, with bounded caches."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from tools import deferred_re as re
from tools.text.identity.shapes import PARAM
from tools.text.words.lexicon import FUNCTION_WORDS, METRICS, NEGATIONS, POLES, STATE_WORDS, section
from tools.text.words.vocabulary import known, weight

# The parts of `NotWritablePrimary`, `max_connections` and `5xx`.
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+xx")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))
_FILLERS = section("fillers")
_JOINTS = re.compile(r"[-_]")
DEVICE_NOUNS = section("device-nouns")
_DEVICE_PLACES = DEVICE_NOUNS | {"at", "on"}
_DEVICE = re.compile(r"[a-z]{2,12}\d{1,4}(?:[./:]\d{1,4}){0,3}")
_SHORT_PLURAL = re.compile(r"[a-z][b-df-hj-np-rtv-z]s")
# The marks between the parts of a name, and the number that one of many has at a part's end.
_PARTS = re.compile(r"[.@_-]")
_LAST_DIGITS = re.compile(r"\d{1,4}(?=[.@_-]|$)")
_ANTONYMS = {
    "up": "down", "down": "up", "online": "offline", "alive": "dead", "running": "stopped", "open": "closed",
    "allowed": "denied", "permitted": "denied", "accepted": "rejected", "ready": "unready", "true": "false",
}  # fmt: skip
SHORTEST_STEM = 3


class Segment(NamedTuple):
    """A stretch in which two word sequences differ, and the position in each where it begins."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    our_place: int
    their_place: int


Segments = Sequence[Segment]
_Stems: TypeAlias = tuple[str | None, ...]


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A word without its inflection: "failing", "failed", "fails" → "fail". Crude on purpose, and deterministic.

    It is stricter than the runbooks' stemmer (`tools.runbooks.words`), which also joins "failure" and "fail": a search
    may find too much, a verdict may not join too much.
    """
    for ending, instead in _ENDINGS:
        if len(word) - len(ending) >= SHORTEST_STEM and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word


def plain_poles(tokens: Sequence[str]) -> Sequence[str]:
    """Replace a negated state with its opposite: "not up" → "down", "not healthy" → "unhealthy"."""
    if NEGATIONS.isdisjoint(tokens):
        return tokens
    found: list[str] = []
    for token in tokens:
        opposite = _opposite(token.lower()) if found and found[-1].lower() == "not" else ""
        if opposite:
            found[-1] = opposite
        else:
            found.append(token)
    return found


def _opposite(word: str) -> str:
    """Return the one word for "not" plus this word; empty if there is none."""
    if word not in STATE_WORDS:
        return ""
    if word in _ANTONYMS:
        return _ANTONYMS[word]
    return next((f"{prefix}{word}" for prefix in ("un", "in", "dis", "not") if f"{prefix}{word}" in STATE_WORDS), "")


@lru_cache(maxsize=8_192)
def content(template: str) -> Mapping[str, float]:
    """Map the stems of the content words to their weights; CamelCase and snake_case names count by their parts."""
    found: dict[str, float] = {}
    for token in plain_poles(template.split()):
        if token == PARAM:
            continue
        for part in _HUMPS.findall(token):
            word = part.lower()
            if len(word) > 1 and word not in FUNCTION_WORDS:
                found[stem(word)] = min(found.get(stem(word), 99.0), weight(word))
    return found


@lru_cache(maxsize=8_192)
def words(template: str) -> tuple[str, ...]:
    """Return all words and parameters in order, without fillers ("the", "has been")."""
    return tuple(token for token in plain_poles(template.split()) if token.lower() not in _FILLERS)


def overlap(left: str, right: str) -> float:
    """Return the IDF-weighted Jaccard index of the content words, 0 to 1."""
    ours, theirs = content(left), content(right)
    if ours.keys().isdisjoint(theirs):
        return 0.0
    both = only_ours = only_theirs = 0.0
    for word, weigh in ours.items():
        if word in theirs:
            both += min(weigh, theirs[word])
        else:
            only_ours += weigh
    for word, weigh in theirs.items():
        if word not in ours:
            only_theirs += weigh
    return both / (both + (only_ours + only_theirs)) if both else 0.0


def align(left: Sequence[str], right: Sequence[str]) -> Segments:
    """Find where two word sequences differ: position by position if equally long, else as one stretch in the middle."""
    one, other = _stems_of(tuple(left)), _stems_of(tuple(right))
    if len(left) == len(right):
        return _by_position(left, right, one, other)
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return [Segment(tuple(left[start : len(left) - end]), tuple(right[start : len(right) - end]), start, start)]


def _by_position(left: Sequence[str], right: Sequence[str], one: _Stems, other: _Stems) -> Segments:
    segments: list[Segment] = []
    start = None
    for place, (ours, theirs) in enumerate(zip((*one, ""), (*other, ""), strict=True)):
        if ours != theirs:
            start = place if start is None else start
        elif start is not None:
            segments.append(Segment(tuple(left[start:place]), tuple(right[start:place]), start, start))
            start = None
    return segments


@lru_cache(maxsize=8_192)
def _stems_of(sequence: tuple[str, ...]) -> _Stems:
    """The stem of each word; None stands for a parameter, which equals only another parameter."""
    stems = [None if word == PARAM else stem(word.lower()) for word in sequence]
    for place, found in enumerate(stems[1:], 1):  # "1 pg", "3 pgs": behind a number even a short word has a plural
        if found and stems[place - 1] is None and _SHORT_PLURAL.fullmatch(found):
            stems[place] = found[:-1]
    return tuple(stems)


def is_name_beside(word: str, value: str, before: str) -> bool:
    """True for an English word that is a name here, because the other message has a value with a digit in its place.

    For example "finance_daily" opposite "finance7_daily", or any word after "interface" or "at" opposite "eth0".
    """
    if word in STATE_WORDS or word in FUNCTION_WORDS or word in METRICS or not word.islower():
        return False
    joints = _JOINTS.findall(word)
    if joints and joints == _JOINTS.findall(value) and value.islower():
        return True
    return word.isalpha() and before in _DEVICE_PLACES and bool(_DEVICE.fullmatch(value))


def is_other_name(word: str, value: str) -> bool:
    """True for two names in parts, one of which happens to contain a digit: `a.telia.example`, `a.tele2.example`."""
    marks = _PARTS.findall(word)
    if not marks or marks != _PARTS.findall(value):
        return False
    ours, theirs = (_PARTS.split(_LAST_DIGITS.sub("", name.lower())) for name in (word, value))
    return ours != theirs and any(one == other for one, other in zip(ours, theirs, strict=False))


@lru_cache(maxsize=16_384)
def is_value_like(word: str) -> bool:
    """True for an unknown, plainly written word: it could be a user, host or process, and has no other meaning."""
    lower = word.lower()
    if lower in POLES or lower in STATE_WORDS or lower in NEGATIONS or lower in FUNCTION_WORDS or known(lower):
        return False
    parts = [part.lower() for part in _HUMPS.findall(word)]
    if not parts or word.isupper() or lower.endswith(("ed", "ing", "exception", "error")):
        return False
    return len(parts) == 1 or not all(known(part) for part in parts)
