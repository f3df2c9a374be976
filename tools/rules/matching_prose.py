"""Are two texts written for people one problem? Compares sentence by sentence; a lone clause never counts as prose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tools import deferred_re as re
from tools.rules.matching_words import content, is_value_like, overlap, stem
from tools.text.identity.shapes import PARAM
from tools.text.identity.template import masked
from tools.text.words.lexicon import METRICS, NEGATIONS, RESOURCE_NOUNS, STATE_WORDS, section
from tools.text.words.sentences import cause_of, sentences_of, telling, without_advice

# A sentence with this many content words can stand for its whole text.
TELLING_WORDS = 4
# So many content words make a clause.
_CLAUSE = 3
# A title with one more word is the same title, if at least two words are shared.
MORE_IN_A_TITLE = 1
# A sentence restates a title if it repeats this share of it, by weight.
RESTATED = 0.5
_TELLING = frozenset(stem(word) for word in STATE_WORDS | METRICS.keys() | section("parts"))
QUANTITIES = frozenset(stem(word) for word in section("quantities")) | frozenset(
    stem(word) for word in section("time-units")
)
_STATES = frozenset(stem(word) for word in STATE_WORDS)
_NAME = re.compile(r"[A-Z]?[a-z0-9]+(?:[A-Z][a-z0-9]+){2,}|\w+(?:[._]\w+){2,}")
_PRODUCTS = frozenset(stem(name) for name in section("products"))
# Words that make it a different title: a state, a measure, a part, a product, a thing.
_NAMING = _TELLING | _PRODUCTS | frozenset(stem(noun) for noun in RESOURCE_NOUNS - {"cluster", "service", "component"})
_ATTEMPTS = section("attempts")
_PLACE_NOUNS = section("place-nouns")
_SUBJECT_NOUNS = RESOURCE_NOUNS | section("parts")
_PARTS = frozenset(stem(word) for word in section("parts"))


@dataclass(frozen=True, slots=True)
class Prose:
    """A text's title, the sentences that describe its trouble (masked), and title and sentences as one template."""

    title: str
    bodies: tuple[str, ...]
    trouble: str
    cause: str = ""


@lru_cache(maxsize=8_192)
def prose_of(message: str, called: bool = False) -> Prose | None:
    """Return None for a lone clause, unless it follows a monitor's call (`called`): then it was written for people."""
    sentences = sentences_of(message)
    if len(sentences) < 2 - called:
        return None
    relevant = telling(sentences)
    if len(relevant) == 1:
        relevant += without_advice(sentences[1:])
    kept = [masked(sentence) for sentence in relevant]
    causes = [cause for sentence in relevant if (cause := cause_of(sentence))]
    return Prose(kept[0], tuple(kept[1:]), " ".join(kept), masked(causes[-1]) if causes else "")


def other_cause(one: Prose, other: Prose) -> bool:
    """True if both give a cause and each cause says something the other does not, however much else they share."""
    return bool(_only(one.cause, other.cause) and _only(other.cause, one.cause))


def same_title(one: Prose, other: Prose) -> bool:
    """True for the same content words in any order and inflection; one title may have one more word, if not a name."""
    ours, theirs = content(one.title).keys() - QUANTITIES, content(other.title).keys() - QUANTITIES
    more = ours ^ theirs
    if not more:
        return bool(ours) or content(one.title).keys() == content(other.title).keys() != set()
    return len(more) <= MORE_IN_A_TITLE <= len(ours & theirs) - 1 and more.isdisjoint(_NAMING)


def agree_in_a_sentence(one: Prose, other: Prose) -> bool:
    """True if both have one telling sentence, equal except for its values, that shares a word with each title."""
    return any(
        ours == theirs and len(content(ours)) >= TELLING_WORDS and _names(ours, one.title) and _names(ours, other.title)
        for ours in one.bodies
        for theirs in other.bodies
    )


def _names(sentence: str, title: str) -> bool:
    return not content(sentence).keys().isdisjoint(content(title))


def agree_under_a_title(one: Prose, other: Prose) -> bool:
    """True if, under one title, the closest sentences differ only in names, or one of them only says more."""
    if not one.bodies or not other.bodies:
        return True
    pairs = [(overlap(ours, theirs), ours, theirs) for ours in one.bodies for theirs in other.bodies]
    _, ours, theirs = max(pairs)
    left, right = _only(ours, theirs), _only(theirs, ours)
    if not left or not right:
        return not _leads_elsewhere(ours, left | right) and not _leads_elsewhere(theirs, left | right)
    if _subject(ours, left) and _subject(theirs, right):
        return False
    if _are_names(ours, left, one.title) and _are_names(theirs, right, one.title):
        return True
    return _restates(ours, left, one.title) and _restates(theirs, right, one.title)


def _subject(sentence: str, only: frozenset[str]) -> bool:
    """True if the sentence begins with a word that the other lacks: it is about something else."""
    first = next((token for token in sentence.split() if content(token)), PARAM)
    return not content(first).keys().isdisjoint(only) and "/" not in first


def _leads_elsewhere(sentence: str, only: frozenset[str]) -> bool:
    """True if a state or a whole clause precedes what both say: "audit trail deleted; disk full"."""
    front: list[str] = []
    for token in sentence.split():
        words = content(token).keys()
        if not words <= only:
            break
        front += words
    return len(front) >= _CLAUSE or not _STATES.isdisjoint(front)


def _restates(sentence: str, only: frozenset[str], title: str) -> bool:
    """True if the sentence repeats the title with details, none of which is a state or a measure."""
    title_words, sentence_words = content(title), content(sentence)
    repeated = sum(weigh for word, weigh in title_words.items() if word in sentence_words)
    return repeated >= RESTATED * sum(title_words.values()) and only.isdisjoint(_TELLING)


def _only(ours: str, theirs: str) -> frozenset[str]:
    """Return the content words of one sentence that the other lacks, except quantities, which are values."""
    return frozenset(word for word in content(ours) if word not in content(theirs) and word not in QUANTITIES)


def _are_names(sentence: str, words: frozenset[str], title: str) -> bool:
    """True if each of the words is used as a name: in lower case after a noun of the title, or unknown to English."""
    before = ""
    for token in sentence.split():
        if token != PARAM and not content(token).keys().isdisjoint(words) and not _is_name(token, before, title):
            return False
        before = token
    return True


def _is_name(token: str, before: str, title: str) -> bool:
    lower, noun = token.lower(), before.lower()
    if lower in STATE_WORDS or lower in NEGATIONS or lower in METRICS:
        return False
    if lower in _PLACE_NOUNS or "/" in token or noun in _PLACE_NOUNS:
        return True
    if not token.islower():
        return False
    if stem(noun) in content(title) and noun not in _SUBJECT_NOUNS:
        return not lower.endswith(("ed", "ing", "s"))
    return is_value_like(token)


def title_doubts(one: Prose, other: Prose) -> tuple[str, ...]:
    """Return doubts from what only one title says: a different product, part, name or state."""
    ours, theirs = content(one.trouble), content(other.trouble)
    left = [word for word in content(one.title) if word not in theirs]
    right = [word for word in content(other.title) if word not in ours]
    if _differ(content(one.title), content(other.title), _PRODUCTS):
        return ("product",)
    if _differ(ours, theirs, _PARTS):
        return ("part",)
    if _names_of(one.title) and _names_of(other.title) and _names_of(one.title) != _names_of(other.title):
        return ("identifier",)
    if not _STATES.isdisjoint(left) and not _STATES.isdisjoint(right):
        return ("state",)
    if _leads_elsewhere(one.title, frozenset(left)) or _leads_elsewhere(other.title, frozenset(right)):
        return ("title",)
    if left and right and not QUANTITIES.issuperset(left) and not QUANTITIES.issuperset(right):
        return ("title",)
    return ()


def _names_of(title: str) -> frozenset[str]:
    """Return the CamelCase and dotted names in a title: a test, a class, a setting."""
    tokens = title.split()
    return frozenset(token for token in tokens if len(tokens) > 1 and _NAME.fullmatch(token))


def _differ(ours: Mapping[str, float], theirs: Mapping[str, float], kind: frozenset[str]) -> bool:
    left, right = kind.intersection(ours), kind.intersection(theirs)
    return bool(left and right and not left & right)


def attempts_of(template: str) -> frozenset[str]:
    """Return the steps that failed: the verb after "failing to", "cannot", "unable to"."""
    tokens: Sequence[str] = template.lower().split()
    found = set()
    for place, token in enumerate(tokens[:-1]):
        if token in _ATTEMPTS:
            verb = place + 2 if tokens[place + 1] == "to" else place + 1
            if verb < len(tokens) and (tokens[place + 1] == "to" or token in ("cannot", "can't", "couldn't")):
                found.add(stem(tokens[verb]))
    return frozenset(found)
