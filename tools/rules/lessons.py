"""Word-like parameters (users, hosts, processes, volumes) learned from the messages of one service.

The store keeps the `skeletons` of every fingerprint. When a new fingerprint shares one with others, `learned` decides
from the stored profiles alone whether the word that differs is a parameter. There are no counters elsewhere, so the
answer is the same after a restart and in two processes. It never changes a fingerprint: it adds an alias, or a merge
that can be undone.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from tools.nouns.redacted import Redacted, derived
from tools.nouns.reports import Profile
from tools.rules.matching_words import is_value_like
from tools.text.identity.shapes import PARAM
from tools.text.words.lexicon import FUNCTION_WORDS, METRICS, NEGATIONS, RESOURCE_NOUNS, STATE_WORDS, section

# Two words in one place may be two problems ("disk failed", "fan failed"); three, half of them unknown, are values.
DISTINCT_VALUES = 3
# Bounds on the work per report: skeletons, one for each word, and stored messages that share one.
MOST_TOKENS = 40
MOST_SIBLINGS = 64
# Besides the open word, more real words than this must agree, or short messages such as "<*> failed" would all match.
EQUAL_WORDS = 2
_TARGETS = section("targets")
_LEARNABLE_NOUNS = section("learnable-nouns")
_ANY = "<?>"


def skeletons(profile: Profile) -> list[str]:
    """Return one hash per word that could be a value: of the template with that word left open. At most 40, in order.

    The rest of the identity (component, level, entities, labels, environment) is part of the hash, so only messages
    that agree in all of it can match. The caller scopes by tenant and service.
    """
    tokens = profile.template.split()
    if len(tokens) > MOST_TOKENS or len(tokens) - tokens.count(PARAM) <= EQUAL_WORDS:
        return []
    scope, found, end = f"{_scope(profile)}\x1e", [], len(tokens[0])
    template = " ".join(tokens)
    for place in range(1, len(tokens)):
        start, end = end + 1, end + 1 + len(tokens[place])
        if _may_be_open(tokens, place):
            found.append(_digest(f"{scope}{template[:start]}{_ANY}{template[end:]}"))
    return found


def learned(profile: Profile, siblings: Sequence[Profile]) -> int | None:
    """Return the position of the word that is a parameter of `profile` and its siblings, or None.

    All share one skeleton. It needs at least three distinct values, at least half of them not English words, and none a
    state, direction, negation or constant. The name of a resource or of a call's target is never a parameter.
    """
    ours = profile.template.split()
    places: set[int] = set()
    values = set()
    for sibling in siblings[:MOST_SIBLINGS]:
        theirs = sibling.template.split()
        differing = [place for place, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other]
        if len(theirs) != len(ours) or len(differing) != 1:
            continue
        places.add(differing[0])
        values.add(theirs[differing[0]])
    if len(places) != 1:
        return None
    place = places.pop()
    values.add(ours[place])
    return place if _may_be_open(ours, place) and _are_values(values) else None


@dataclass(frozen=True, slots=True)
class Lesson:
    """The word at `position` is a parameter. `sibling` is a fingerprint that differs only in it."""

    position: int
    sibling: str
    lineages: tuple[str, ...]
    """The siblings' problems in the order in which they were stored, until `live_first` reorders them."""

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every pair of lineages: a person may have said that two of them are different problems."""
        return combinations(self.lineages, 2)

    def live_first(self, live: Collection[str]) -> "Lesson":
        """Put the live problems first: the report goes to the first, and the others are merged into it."""
        return replace(self, lineages=tuple(sorted(self.lineages, key=lambda each: each not in live)))


def lesson(profile: Profile, siblings: Sequence[tuple[Profile, str]]) -> Lesson | None:
    """Return the lesson for a new fingerprint. `siblings`, each with its lineage, all share one skeleton with it."""
    position = learned(profile, [sibling for sibling, _ in siblings])
    if position is None:
        return None
    return Lesson(position, siblings[0][0].fingerprint, tuple(dict.fromkeys(lineage for _, lineage in siblings)))


def _are_values(values: set[str]) -> bool:
    """True for enough distinct plain words, at least half of them not English; PARAM counts as one value."""
    words = values - {PARAM}
    if len({word.lower() for word in words}) < DISTINCT_VALUES - (PARAM in values) or not all(map(_is_plain, words)):
        return False
    return 2 * sum(1 for word in words if is_value_like(word)) >= len(words)


def _may_be_open(tokens: Sequence[str], place: int) -> bool:
    """True for a plain word or a value, unless it is the subject at the start, a resource's name or a call's target."""
    if place == 0 or (tokens[place] != PARAM and not _is_plain(tokens[place])):
        return False
    before = tokens[place - 1].lower()
    after = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
    if before in _TARGETS or after in RESOURCE_NOUNS:
        return False
    return before not in RESOURCE_NOUNS or before in _LEARNABLE_NOUNS


@lru_cache(maxsize=4_096)
def _is_plain(word: str) -> bool:
    """True unless the word has a meaning of its own or is a constant in capitals."""
    lower = word.lower()
    if lower in STATE_WORDS or lower in NEGATIONS or lower in FUNCTION_WORDS or lower in METRICS:
        return False
    return not (word.isupper() and len(word) > 1) and not lower.endswith(("exception", "error"))


def _scope(profile: Profile) -> str:
    """The whole identity except the words. Severity is left out: reports of one problem may differ in it."""
    entities = [f"{name}={','.join(profile.entities[name])}" for name in sorted(profile.entities) if name != "severity"]
    return "\x1f".join((str(profile.version), profile.component, profile.level, *entities))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def merge_reason(position: int) -> Redacted:
    """Return the reason recorded for merging the siblings' problems; `position` counts the template's words from 0."""
    return derived(f"word {position + 1} was learned to be a parameter")
