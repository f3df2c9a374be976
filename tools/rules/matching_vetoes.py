"""Names what forbids a join: a veto means two problems, a doubt means that the adjudicator is asked."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from tools import deferred_re as re
from tools.nouns.reports import Profile
from tools.nouns.severity import CLASSES, LEVELS
from tools.rules.matching_words import Segments, content, plain_poles, stem
from tools.text.identity.shapes import PARAM
from tools.text.words.lexicon import INSTANCE_NOUNS, NEGATIONS, POLES, RESOURCE_NOUNS, STATE_WORDS, section
from tools.text.words.sentences import sentences_of
from tools.text.words.vocabulary import known

# Entities that must be equal: a different value, or a value on one side only, is another problem.
_EXACT = ("error_code", "exit_code", "http_status", "signal", "exception", "alarm")
# Entities that one side may leave out: two different names are two problems, one name is only more detail.
_NAMED = ("resource", "operation", "host_group", "frame", "metric")
# A quoted name is the one or the other, by whether it ends with a number.
_NAMES = ("thing", "host_group")
_PRODUCT_STEMS = frozenset(stem(name) for name in section("products"))
# OOMKILLED, `max_connections`, `nova.compute`: a name from code, not a word of a sentence.
_IDENTIFIER = re.compile(r"[A-Z]{5,}|\w+(?:[._][A-Za-z]\w*)+")
_QUANTITY_STEMS = frozenset(stem(word) for word in section("quantities"))
_STATE_STEMS = frozenset(stem(word) for word in STATE_WORDS)
# If no more words than this differ, they may be the subject, and the adjudicator is asked. 1 would join seven times as
# many hard negatives, 3 would cost .037 of the recall (alerts worded by two tools, `python -m evals --data DIR`).
FEW = 2


def hard_vetoes(left: Profile, right: Profile, texts: tuple[str, str]) -> tuple[str, ...]:
    """Return the vetoes between two messages: environment, codes, exception, resource, labels, opposites and so on.

    `texts` are the two templates. For texts written for people they are only the parts that describe the trouble: a
    negation in a possible consequence, or in what to do about it, is no veto.
    """
    if left.entities == right.entities:
        return tuple(_opposites(*texts))
    entities = tuple(_entity_vetoes(left.entities, right.entities))
    if left.template == right.template and not entities and _named_in_kind(left.entities, right.entities):
        entities = ("thing",)
    return (*entities, *_opposites(*texts))


def _entity_vetoes(ours: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the vetoes between the entities of two messages."""
    for name in ("environment", *_EXACT):
        if (name in ours or name in theirs) and _values(ours, name) != _values(theirs, name):
            yield name
    for name in _NAMED:
        if name in ours and name in theirs and _disjoint(ours, theirs, name):
            yield name
    for name in ("dependency", "device", "thing"):
        if name in ours and name in theirs and _crossed(_values(ours, name), _values(theirs, name)):
            yield name
    for name in ours:
        if name.startswith("label:") and name in theirs and not _one_name(name, ours[name][0], theirs[name][0]):
            yield name


def _named_in_kind(ours: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]]) -> bool:
    """True if the same words name a thing in one text, a member of a group in the other: 'gate-relay', 'damper-2'."""
    left = {kind for kind in _NAMES if _values(ours, kind) - _values(theirs, kind)}
    right = {kind for kind in _NAMES if _values(theirs, kind) - _values(ours, kind)}
    return len(left) == len(right) == 1 and left != right


def _one_name(label: str, left: str, right: str) -> bool:
    """True for equal values, and for sentences as alerts' names that differ in small words or number alone."""
    if left == right or label != "label:alert":
        return left == right
    if " " not in left or " " not in right:
        return False
    return content(left).keys() - _QUANTITY_STEMS == content(right).keys() - _QUANTITY_STEMS


def titles_name_devices(left: Profile, right: Profile) -> bool:
    """True if each first sentence names its device: `XFS (dm-5): Metadata corruption`."""
    for each in (left, right):
        first = next(iter(sentences_of(each.message)), "").lower()
        if not any(name.rpartition(":")[2] in first for name in each.entities.get("device", ())):
            return False
    return True


def doubts_of(left: Profile, right: Profile) -> tuple[str, ...]:
    """Return doubts about who logged it and how severe it is: component, level, severity."""
    found = []
    if left.component and right.component and left.component != right.component:
        found.append("component")
    if left.level and right.level and CLASSES[left.level] != CLASSES[right.level]:
        found.append("level")
    if _severities(left, right):
        found.append("severity")
    return tuple(found)


def _values(entities: Mapping[str, Sequence[str]], name: str) -> frozenset[str]:
    return frozenset(entities.get(name, ()))


def _disjoint(ours: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]], name: str) -> bool:
    left, right = _values(ours, name), _values(theirs, name)
    return bool(left and right and not left & right)


def _crossed(left: frozenset[str], right: frozenset[str]) -> bool:
    """True if each side names something the other does not; one that only names more just has more detail."""
    return bool(left - right and right - left)


def _severities(left: Profile, right: Profile) -> bool:
    """True for LOW against CRITICAL: such a jump is not just another copy of the same report."""
    both = {*left.entities.get("severity", ()), *right.entities.get("severity", ())}
    return {"LOW", "CRITICAL"} <= both


def _opposites(left: str, right: str) -> Iterator[str]:
    """Yield vetoes for opposites ("up", "down") among words of one side only, and for a negation on one side only."""
    ours, theirs = _lower(left), _lower(right)
    poles = {POLES[word] for word in (ours - theirs) & POLES.keys()}
    if poles:
        for axis, pole in sorted({POLES[word] for word in (theirs - ours) & POLES.keys()}):
            if (axis, "+" if pole == "-" else "-") in poles:
                yield f"opposite:{axis}"
    if _turns(left, right) or _turns(right, left):
        yield "opposite:way"
    if ours.isdisjoint(NEGATIONS) != theirs.isdisjoint(NEGATIONS):
        yield "negation"


def _turns(left: str, right: str) -> bool:
    """True if one text has "… out" where the other has "… in": "scale out", "scale in"."""
    if " out" not in left or " in" not in right:
        return False
    ours, theirs = set(pairwise(left.lower().split())), set(pairwise(right.lower().split()))
    ways = [before for before, word in ours - theirs if word == "out" and before != PARAM]
    return any((before, "in") in theirs - ours for before in ways)


@lru_cache(maxsize=8_192)
def _lower(template: str) -> frozenset[str]:
    return frozenset(plain_poles(template.lower().split()))


def subject_doubts(left: Profile, right: Profile, segments: Segments) -> tuple[str, ...]:
    """Return doubts: another subject or product, or the same words in another order ("from OK to ALARM")."""
    ours, theirs = leftovers(left.template, right.template)
    if ours and theirs and _products(ours) and _products(theirs):
        return ("product",)
    if (
        not ours
        and not theirs
        and len(segments) > 1
        and any(sorted(each.ours) != sorted(each.theirs) for each in segments)
    ):
        return ("order",)
    if _identifiers(left.template) != _identifiers(right.template):
        return ("identifier",)
    if not _STATE_STEMS.isdisjoint(ours) and not _STATE_STEMS.isdisjoint(theirs):
        return ("state",)
    exchanged = len(segments) == 1 and all(0 < len(side) <= FEW for side in segments[0][:2])
    few = 0 < len(ours) <= FEW and 0 < len(theirs) <= FEW
    if few and (_QUANTITY_STEMS.issuperset(ours) or _QUANTITY_STEMS.issuperset(theirs)):
        return ()  # "the queue is too long", "the queue length is high": the same subject and its quantity
    if (few or exchanged) and not (
        _same_title(left, right) and _only_values(left, ours) and _only_values(right, theirs)
    ):
        return ("subject",)
    return ()


@lru_cache(maxsize=8_192)
def _identifiers(template: str) -> frozenset[str]:
    """Return names from code: constants, settings, dotted names. A paraphrase changes words, not identifiers."""
    found = (token.lower() for token in template.split() if _IDENTIFIER.fullmatch(token))
    return frozenset(name for name in found if name not in LEVELS)


def other_conditions(left: str, right: str) -> bool:
    """True if each has a condition code made of words that the other lacks: `insufficient_funds`, `lost_card`."""
    ours, theirs = _conditions(left), _conditions(right)
    return bool(ours - theirs and theirs - ours)


@lru_cache(maxsize=8_192)
def _conditions(template: str) -> frozenset[str]:
    """Return names from code that consist of English words and do not follow a noun whose name they may be."""
    found, before = set(), ""
    for token in template.lower().split():
        parts = token.split("_")
        if len(parts) > 1 and before not in RESOURCE_NOUNS | INSTANCE_NOUNS and all(map(known, parts)):
            found.add(token)
        before = token
    return frozenset(found)


def _products(stems: Sequence[str]) -> bool:
    return not _PRODUCT_STEMS.isdisjoint(stems)


def _same_title(left: Profile, right: Profile) -> bool:
    """True if both begin with the same full sentence: what follows fills in its values."""
    ours, _, our_rest = left.message.partition(". ")
    theirs, _, their_rest = right.message.partition(". ")
    return bool(our_rest and their_rest) and ours.lower() == theirs.lower() and len(ours.split()) > FEW


def _only_values(profile: Profile, stems: Sequence[str]) -> bool:
    """True if the leftover words are names of instances: in lower case, and not after the noun of a resource."""
    before = ""
    for token in profile.template.split():
        left_over = token != PARAM and not content(token).keys().isdisjoint(stems)
        if left_over and (not token.islower() or before in RESOURCE_NOUNS):
            return False
        before = token.lower()
    return True


@lru_cache(maxsize=16)
def leftovers(left: str, right: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the content words that only one side has, heaviest first, as `explain` shows them.

    A comparison calls this twice, so the latest few results are cached.
    """
    ours, theirs = content(left), content(right)
    return (
        tuple([word for word in _by_weight(left) if word not in theirs]),
        tuple([word for word in _by_weight(right) if word not in ours]),
    )


@lru_cache(maxsize=8_192)
def _by_weight(template: str) -> tuple[str, ...]:
    """Return the content words, heaviest first."""
    found = content(template)
    return tuple(sorted(found, key=lambda word: (-found[word], word)))
