"""One message in two dresses: behind a header that no reader knows, or with fields that only one shipper sends."""

import re

from tools.nouns.reports import Profile
from tools.nouns.severity import LEVELS
from tools.rules.matching_words import content, words
from tools.text.identity.shapes import PARAM
from tools.text.identity.template import masked

# So many content words make a message that nobody else's line ends with by chance.
_TELLING_WORDS = 4
# A header's words: a name out of code, a class, capitals, a level; never a word of a sentence.
_HEADER_WORD = re.compile(r"\w+(?:[./:$-]\w+)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+|[A-Z]{1,12}|null")
_MOST_HEADER_WORDS = 8


def same_in_other_dress(left: Profile, right: Profile) -> bool:
    """The words of one message are those of the other, which has a header in front or fields behind them."""
    return _is_within(left, right) or _is_within(right, left)


def _is_within(bare: Profile, dressed: Profile) -> bool:
    ours, theirs = words(bare.template), words(dressed.template)
    more = len(theirs) - len(ours)
    if more <= 0 or len(content(bare.template)) < _TELLING_WORDS:
        return False
    if theirs[: len(ours)] == ours:
        return masked(dressed.message) == bare.template or _are_fields(theirs[len(ours) :])
    front = theirs[:more]
    if theirs[more:] != ours or more > _MOST_HEADER_WORDS or not all(map(_heads, front)):
        return False
    levels = {LEVELS[word.lower()] for word in front if word.lower() in LEVELS}
    return not (levels and bare.level) or bare.level in levels


def _are_fields(rest: tuple[str, ...]) -> bool:
    """Names, each with a value that tells nothing: `attempt=3 id=88`."""
    return len(rest) % 2 == 0 and all(word == PARAM for word in rest[1::2]) and PARAM not in rest[::2]


def _heads(word: str) -> bool:
    return word == PARAM or word.lower() in LEVELS or bool(_HEADER_WORD.fullmatch(word))
