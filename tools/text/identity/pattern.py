"""The constant part of a message's pieces: the template, the positions of parameters, the words of the key."""

from collections.abc import Sequence
from typing import NamedTuple

from tools import deferred_re as re
from tools.text.identity.marks import shapes_of
from tools.text.identity.shapes import PARAM, Piece
from tools.text.words.lexicon import BEFORE_DURATION, FUNCTION_WORDS, TIME_UNITS, UNITS

# With at most this many content words, a message has no subject: then its component is part of the identity.
SHORT = 2
# "couldn't", "cannot"; "timed out", "time out" (hyphens are blanks by then); "30s", "~1.5 minutes".
_CONTRACTED = re.compile(r"\b(?:(?P<verb>\w+)n't|cannot)\b")
_COMPOUND = re.compile(r"\btime[ds]? out\b")
_DURATION = re.compile(rf"~?\d[\d.,]* ?(?:{'|'.join(sorted(TIME_UNITS, key=len, reverse=True))})")

Places = tuple[int, ...]
"""The indices of the pieces that make one parameter, in order."""


class Pattern(NamedTuple):
    """The same for all messages that differ only in digits (see `tools.text.identity.outline`)."""

    template: str
    params: tuple[Places, ...]
    words: str
    """The template without what is no identity: case, hyphens, contractions, small words before a duration."""
    short: bool
    """True if it has at most SHORT content words, such as "connection reset"."""


def pattern_of(tokens: Sequence[str], pieces: Sequence[Piece]) -> Pattern:
    """The pattern of these pieces."""
    shown, params, timed = _shown(pieces)
    template = shapes_of(tokens, pieces) if shown == [PARAM] else " ".join(shown)
    words, key = _plain_words(template)
    if timed and not BEFORE_DURATION.isdisjoint(words):
        words = _without_duration_words(words, params_of(pieces, params))
        key = " ".join(words)
    return Pattern(template, params, key, _is_short(words))


def template_of(pieces: Sequence[Piece]) -> str:
    """The template alone: words as written, and one PARAM for each run of values."""
    return " ".join(_shown(pieces)[0])


def params_of(pieces: Sequence[Piece], params: Sequence[Places]) -> tuple[str, ...]:
    """The text of each parameter."""
    return tuple([pieces[places[0]].text if len(places) == 1 else _joined(pieces, places) for places in params])


def _joined(pieces: Sequence[Piece], places: Places) -> str:
    text = pieces[places[0]].text
    for place in places[1:]:
        _, key, more = pieces[place]
        text = f"{text} {more}".strip() if key == PARAM else f"{text} {more}"
    return text


def _shown(pieces: Sequence[Piece]) -> tuple[list[str], tuple[Places, ...], bool]:
    """Words as written with one PARAM per run of values, the places of the values, and whether one has a unit.

    A unit word belongs to its number.
    """
    shown: list[str] = []
    params: list[Places] = []
    before, timed = "", False
    for place, (kind, key, text) in enumerate(pieces):
        if key == PARAM:
            timed = timed or kind == "u"
            if before and shown[-1] == PARAM:
                params[-1] = (*params[-1], place)
            else:
                shown.append(PARAM)
                params.append((place,))
        elif before == "n" and key in UNITS:
            params[-1] = (*params[-1], place)
            timed = True
            continue
        else:
            shown.append(text)
        before = kind
    return shown, tuple(params), timed


def _plain_words(template: str) -> tuple[list[str], str]:
    key = template.lower()
    if "n't" in key or "cannot" in key:
        key = _CONTRACTED.sub(_spelt_out, key)
    if "-" in key:
        key = key.replace("-", " ")
    if "time" in key:
        key = _COMPOUND.sub("timeout", key)
    return key.split(), key


def _spelt_out(found: re.Match[str]) -> str:
    """Write "couldn't" as "could not", and "can't" and "cannot" as "can not"."""
    verb = found["verb"] or "can"
    return f"{ {'ca': 'can', 'wo': 'will'}.get(verb, verb) } not"


def _without_duration_words(words: Sequence[str], params: Sequence[str]) -> list[str]:
    """The words without "after" in "timeout after <*>", if <*> is a duration: others write "timeout of <*>"."""
    kept: list[str] = []
    values = iter(params)
    for word in words:
        if word == PARAM and _DURATION.fullmatch(next(values, "")) and kept and kept[-1] in BEFORE_DURATION:
            kept.pop()
        kept.append(word)
    return kept


def _is_short(words: Sequence[str]) -> bool:
    content = 0
    for word in words:
        if word != PARAM and word not in FUNCTION_WORDS:
            content += 1
            if content > SHORT:
                return False
    return True
