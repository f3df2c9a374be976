"""One report quotes the other: a mail, a chat or a monitor repeats a log line and adds only who says it, and where."""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from tools import deferred_re as re
from tools.nouns.reports import Profile
from tools.nouns.severity import LEVELS
from tools.rules.matching_words import content, is_value_like, stem, words
from tools.rules.matching_wrapping import is_header_word
from tools.text.identity.shapes import PARAM
from tools.text.identity.template import masked
from tools.text.words.lexicon import (
    ACCOUNT_KEYS,
    FUNCTION_WORDS,
    METRICS,
    NEGATIONS,
    RESOURCE_NOUNS,
    STATE_WORDS,
    section,
)

# A quotation has at least so many content words, one less if it is all that one of the two says.
_QUOTED_WORDS = 4
# Words that may stand around it: more is a report of its own.
_MOST_AROUND = 16
_FRAMING = section("framing") | LEVELS.keys()
# Names in small letters that may stand around it.
_MOST_NAMES = 1
# What parts a quotation from what stands in front of it; a value is at most so long.
_MARKS = frozenset(":\"'([-*|>\n`")
_VALUE = 40
# Words of an order or a bound say what is meant, small as they are.
_ORDER = {"before", "after", "until", "over", "under", "within"}
_TELLING = ((STATE_WORDS - FUNCTION_WORDS) | METRICS.keys() | NEGATIONS | _ORDER) - _FRAMING


def one_quotes_the_other(left: Profile, right: Profile) -> bool:
    """True if both hold one stretch of words and say nothing else of what is wrong."""
    ours, theirs = masked(left.message), masked(right.message)
    if ours != left.template and theirs != right.template:
        ours, theirs = left.template, right.template  # two records: their fields must agree, too
    if len(content(ours).keys() & content(theirs).keys()) < _QUOTED_WORDS - 1:
        return False
    names = _named(left) | _named(right)
    return _quotes((ours, left), (theirs, right), names) or _quotes((theirs, right), (ours, left), names)


def one_passes_on(left: Profile, right: Profile) -> bool:
    """True if a client's exception holds a server's error with its code: `ServerException: Code: 252. …`."""
    code = left.entities.get("error_code")
    raised = [each.entities.get("exception") for each in (left, right)]
    return bool(code) and code == right.entities.get("error_code") and any(raised) and not all(raised)


def _quotes(bare: tuple[str, Profile], whole: tuple[str, Profile], names: Collection[str]) -> bool:
    """True if `whole` contains what `bare` says; only framing of `bare` may be outside of it."""
    one, other = words(bare[0]), words(whole[0])
    shared = content(bare[0]).keys() & content(whole[0]).keys()
    ours, theirs = [word.lower() for word in one], [word.lower() for word in other]
    found = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    stretch = one[found.a : found.a + found.size]
    said = content(" ".join(stretch)).keys()
    front = one[: found.a]
    behind = [word for word in one[found.a + found.size :] if not (word.isupper() and content(word).keys() <= said)]
    own = content(bare[0]).keys() - shared - (content(" ".join(behind)).keys() if _are_fields(behind) else set())
    if not _FRAMED.issuperset(own):
        return False
    complete = all(word == PARAM for word in (*front, *behind))
    if len(said) < _QUOTED_WORDS - complete:
        return False
    before, after = other[: found.b], other[found.b + found.size :]
    again = _both_speak(front, before) and _also_says(before, front)
    if not ((again or _apart(bare[1].message, front, stretch)) and _apart(whole[1].message, before, stretch)):
        return False
    if (_both_speak(front, before) and not again) or _speak_of_two(behind, after):
        return False
    if _names_another(stretch, behind) or _names_another(stretch, after):
        return False
    around = [*_without_header(before), *after]
    return (
        len(around) <= _MOST_AROUND
        and _frames(front, shared)
        and (complete or _are_fields(behind) or _frames(behind, frozenset()))
        and (complete or not any(word.lower() in _TELLING for word in around))
        and _frames(around, shared.union(names), coded=complete, named=True)
    )


def _both_speak(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """True if there are words on both sides, which may be two names."""
    return any(word != PARAM for word in ours) and any(word != PARAM for word in theirs)


def _speak_of_two(behind: Sequence[str], after: Sequence[str]) -> bool:
    """True if both go on in words: fields may stand behind the one, unless other fields stand behind the other."""
    if not _both_speak(behind, after):
        return False
    if not _are_fields(behind):
        return True
    ours, theirs = (content(" ".join(each)).keys() for each in (behind, after))
    return _are_fields(after) and not (ours <= theirs or theirs <= ours)


def _names_another(stretch: Sequence[str], after: Sequence[str]) -> bool:
    """True if only one goes on with a name behind the noun of a resource: `read queue 0`, `read queue PLB 0`."""
    noun = next((word.lower() for word in reversed(stretch) if word != PARAM), "")
    return noun in RESOURCE_NOUNS and bool(after) and after[0] != PARAM and after[0].lower() not in FUNCTION_WORDS


def _also_says(before: Sequence[str], front: Sequence[str]) -> bool:
    """True if what stands in front of the one also stands in front of the other: `Fastly service`, `Fastly alert`."""
    return content(" ".join(front)).keys() <= content(" ".join(before)).keys()


def _apart(message: str, front: Sequence[str], stretch: Sequence[str]) -> bool:
    """True if the stretch is at the start, or if a mark or a line's end separates it from the text before it."""
    if all(word == PARAM for word in front):
        return True
    first = next((word for word in stretch if word != PARAM), PARAM)
    leads = stretch[0] == PARAM
    places = (found.start() for found in re.finditer(re.escape(first), message))
    return any(_parted(message[:place], leads=leads) for place in places)


def _parted(before: str, *, leads: bool) -> bool:
    """True if the text ends with a mark, followed by at most a value if the stretch begins with one."""
    text = before.rstrip(" ")
    return text[-1:] in _MARKS or (leads and any(mark in text[-_VALUE:] for mark in _MARKS))


def _are_fields(behind: Sequence[str]) -> bool:
    """True for nouns that each have a value: `host <*>`, `retry <*>`; whose account it is, is no field of a shipper."""
    if not ACCOUNT_KEYS.isdisjoint(behind):
        return False
    return all(word == PARAM or (place + 1 < len(behind) and behind[place + 1] == PARAM)
               for place, word in enumerate(behind))  # fmt: skip


def _without_header(front: Sequence[str]) -> list[str]:
    return [word for word in front if word.lower() in _TELLING or not is_header_word(word)]


def _named(profile: Profile) -> set[str]:
    """The words of the fields that name what is broken, and of the program that spoke."""
    return {word for value in (profile.component, *(value for *_, value in profile.roles)) for word in content(value)}


def _frames(around: Sequence[str], shared: Collection[str], *, named: bool = False, coded: bool = False) -> bool:
    """True for values, framing and words in both texts; if asked for, also for names and for codes in capitals.

    A state or a measure is never framing.
    """
    if sum(word.islower() and word.isalpha() and is_value_like(word) for word in around) > _MOST_NAMES:
        return False  # a sentence in words that nobody knows
    for word in around:
        lower, found = word.lower(), content(word).keys()
        if word == PARAM or lower in _FRAMING or (lower in FUNCTION_WORDS and lower not in _TELLING):
            continue
        if found and found <= set(shared) and (coded or (lower not in _TELLING and not word.isupper())):
            continue
        if not named or lower in _TELLING or not (is_value_like(word) or (coded and word.isupper())):
            return False
    return True


_FRAMED = frozenset(stem(word) for word in _FRAMING)
