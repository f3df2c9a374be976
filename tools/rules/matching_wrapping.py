"""Recognises one message in two wrappings: after an unknown header, or with fields that only one shipper adds."""

from tools import deferred_re as re
from tools.nouns.reports import Profile
from tools.nouns.severity import LEVELS
from tools.rules.matching_words import content, words
from tools.text.identity.shapes import PARAM
from tools.text.identity.template import masked
from tools.text.words.lexicon import ACCOUNT_KEYS

# With this many content words, no other message ends with the same ones by chance.
_TELLING_WORDS = 4
# The words of a header: a name from code, a class, capitals, a level; never a word of a sentence.
_HEADER_WORD = re.compile(r"\w+(?:[./:$-]\w+)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+|[A-Z]{1,12}|null")
_MOST_HEADER_WORDS = 8
# Words of a program's name in front of a level.
_MOST_NAMES = 3
# `topic=orders`, `code="503"`; with two of them their order can differ.
_PAIR = re.compile(r"[A-Za-z_][\w.-]{0,60}=(?:\"[^\"\n]{0,200}\"|[^\s,;(){}\[\]\"]{1,200})")
_PAIRS = 2


def differ_only_in_wrapping(left: Profile, right: Profile) -> bool:
    """True if one message is the other with a header in front of it or fields after it."""
    return _is_within(left, right) or _is_within(right, left)


def differ_only_in_order(left: str, right: str) -> bool:
    """True if the same `key=value` pairs come in another order: senders list an alert's labels in any order."""
    if min(left.count("="), right.count("=")) < _PAIRS:
        return False
    return _in_order(left) == _in_order(right)


def _in_order(message: str) -> tuple[str, str]:
    """What is no pair, and the pairs in one order, masked."""
    pairs = _PAIR.findall(message)
    return masked(_PAIR.sub(" ", message)), masked(" ".join(sorted(pairs)))


def _is_within(bare: Profile, wrapped: Profile) -> bool:
    ours, theirs = words(bare.template), words(wrapped.template)
    more = len(theirs) - len(ours)
    if more <= 0 or len(content(bare.template)) < (_TELLING_WORDS - 2 * _only_adds_pairs(bare, wrapped)):
        return False
    if theirs[: len(ours)] == ours:
        return masked(wrapped.message) == bare.template or _are_fields(theirs[len(ours) :])
    front = theirs[:more]
    if theirs[more:] != ours or more > _MOST_HEADER_WORDS:
        return False
    if not (all(map(is_header_word, front)) or _is_a_process(front)):
        return False
    levels = {LEVELS[word.lower()] for word in front if word.lower() in LEVELS}
    return not (levels and bare.level) or bare.level in levels


def _is_a_process(front: tuple[str, ...]) -> bool:
    """True for a level in capitals behind a few words: `api dev ERROR`, as runners of several programs write it."""
    named = [word for word in front[:-1] if not is_header_word(word)]
    return front[-1].isupper() and front[-1].lower() in LEVELS and len(named) <= _MOST_NAMES


def _only_adds_pairs(bare: Profile, wrapped: Profile) -> bool:
    """True if, under one logger's name and level, pairs `key=value` alone stand behind the message."""
    if not bare.component or (bare.component, bare.level) != (wrapped.component, wrapped.level):
        return False
    message, _, pairs = wrapped.message.partition(": ")
    return message == bare.message and bool(pairs) and not _PAIR.sub("", pairs).strip()


def _are_fields(rest: tuple[str, ...]) -> bool:
    """True for names that each have a masked value, none of them an account: `attempt=3 id=88`."""
    return (
        ACCOUNT_KEYS.isdisjoint(rest)
        and len(rest) % 2 == 0
        and all(word == PARAM for word in rest[1::2])
        and PARAM not in rest[::2]
    )


def is_header_word(word: str) -> bool:
    """A word of a header: a level, a value, a name from code; never a word of a sentence."""
    return word == PARAM or word.lower() in LEVELS or bool(_HEADER_WORD.fullmatch(word))
