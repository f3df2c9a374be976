"""A log's template, its masked values, its identity entities, and the key that the fingerprint hashes."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tools.nouns.severity import CLASSES
from tools.text.identity.codes import Entities
from tools.text.identity.entities import entities_of
from tools.text.identity.marks import lone_mark, shapes_of, trailing_mark
from tools.text.identity.mask import pieces_of
from tools.text.identity.places import mark_places
from tools.text.identity.quotes import unquote
from tools.text.identity.shapes import PARAM, Piece
from tools.text.identity.slots import fill_slots
from tools.text.reading.reader import read
from tools.text.reading.reading import Part, Reading
from tools.text.reading.timestamps import without_timestamps
from tools.text.words.lexicon import BEFORE_DURATION, FUNCTION_WORDS, TIME_UNITS, UNITS

# The head of a message is its identity; the work on a long one stays bounded.
MOST_TOKENS = 256
MOST_PIECES = 1_024
REMEMBERED_SENTENCES = 4_096
# So few content words name no subject: then the component that says them is part of the identity.
SHORT = 2
# Entities whose values are masked in the template: the key must name them itself.
HASHED_ENTITIES = (
    "error_code", "exit_code", "http_status", "signal", "resource", "host_group", "dependency", "frame", "exception",
    "alarm",
)  # fmt: skip
# "couldn't", "cannot"; "timed out", "time out" (hyphens are blanks by then); "30s", "~1.5 minutes".
_CONTRACTED = re.compile(r"\b(?:(?P<verb>\w+)n't|cannot)\b")
_COMPOUND = re.compile(r"\btime[ds]? out\b")
_DURATION = re.compile(rf"~?\d[\d.,]* ?(?:{'|'.join(sorted(TIME_UNITS, key=len, reverse=True))})")


class Analysis(NamedTuple):
    """What one part of a log says, whoever sent it."""

    part: Part
    template: str
    params: tuple[str, ...]
    entities: Entities
    key: str


class Analyses(NamedTuple):
    """The layers that were taken off a log, and what each of its parts says."""

    layers: tuple[str, ...]
    parts: tuple[Analysis, ...]


def analyses_of(log: str) -> Analyses:
    """What each part of a log says. Pure."""
    return analyses_in(read(log))


def analyses_in(reading: Reading) -> Analyses:
    """What each part of a reading says."""
    return Analyses(reading.layers, tuple([analysis_of(part) for part in reading.parts]))


def analysis_of(part: Part) -> Analysis:
    """What one part says."""
    tokens = _tokens(f"{part.text} {part.telling}" if part.telling else part.text)
    pieces = _pieces(tokens)
    entities = entities_of(pieces)
    for name, values in part.entities.items():
        known = entities.setdefault(name, [])
        known += [value for value in values if value not in known]
    if part.recovered:
        entities["alarm"] = ["over"]
    shown, params, timed = _template(pieces)
    template = shapes_of(tokens, pieces) if shown == [PARAM] else " ".join(shown)
    return Analysis(part, template, params, entities, _key(template, params, timed, part, entities))


@lru_cache(maxsize=REMEMBERED_SENTENCES)
def masked(sentence: str) -> str:
    """The template of one sentence of a message."""
    return " ".join(_template(_pieces(_tokens(sentence)))[0])


def _tokens(message: str) -> list[str]:
    return mark_places(unquote(without_timestamps(message))).split()[:MOST_TOKENS]


def _pieces(tokens: Sequence[str]) -> list[Piece]:
    """The pieces of all tokens, with the names in their slots as values."""
    pieces: list[Piece] = []
    for place, token in enumerate(tokens):
        found = pieces_of(token)
        if not found:
            pieces += lone_mark(tokens, place)
            continue
        pieces += found
        if token[-1] in "*+-":
            pieces += trailing_mark(token)
    del pieces[MOST_PIECES:]
    fill_slots(pieces)
    return pieces


def _template(pieces: Sequence[Piece]) -> tuple[list[str], tuple[str, ...], bool]:
    """Words as written and one PARAM for each run of values, the values, and whether one has a unit.

    A unit word belongs to its number.
    """
    shown: list[str] = []
    params: list[str] = []
    before, timed = "", False
    for kind, key, text in pieces:
        if key == PARAM:
            timed = timed or kind == "u"
            if before and shown[-1] == PARAM:
                params[-1] = f"{params[-1]} {text}".strip()
            else:
                shown.append(PARAM)
                params.append(text)
        elif before == "n" and key in UNITS:
            params[-1] = f"{params[-1]} {text}"
            timed = True
            continue
        else:
            shown.append(text)
        before = kind
    return shown, tuple(params), timed


def _key(template: str, params: Sequence[str], timed: bool, message: Part, entities: Entities) -> str:
    """The template without case, hyphens, contractions and small words before a duration, plus what masking hides."""
    key = template.lower()
    if "n't" in key or "cannot" in key:
        key = _CONTRACTED.sub(_spelt_out, key)
    if "-" in key:
        key = key.replace("-", " ")
    if "time" in key:
        key = _COMPOUND.sub("timeout", key)
    words = key.split()
    if timed and not BEFORE_DURATION.isdisjoint(words):
        words = _without_duration_words(words, params)
        key = " ".join(words)
    if entities:
        hidden = [f"{name}={value}" for name in HASHED_ENTITIES if name in entities for value in entities[name]]
        key = "\x1e".join((key, *hidden)) if hidden else key
    if message.level:
        key = f"{key}\x1elevel={CLASSES[message.level]}"
    return f"{key}\x1ecomponent={message.component}" if _is_short(words) else key


def _spelt_out(found: re.Match[str]) -> str:
    """Write "couldn't" as "could not", and "can't" and "cannot" as "can not"."""
    verb = found["verb"] or "can"
    return f"{ {'ca': 'can', 'wo': 'will'}.get(verb, verb) } not"


def _without_duration_words(words: Sequence[str], params: Sequence[str]) -> list[str]:
    """The words "timeout after <*>" less "after", where <*> is a duration: others write "timeout of" or "timeout"."""
    kept: list[str] = []
    values = iter(params)
    for word in words:
        if word == PARAM and _DURATION.fullmatch(next(values, "")) and kept and kept[-1] in BEFORE_DURATION:
            kept.pop()
        kept.append(word)
    return kept


def _is_short(words: Sequence[str]) -> bool:
    """At most SHORT content words, as in "connection reset"."""
    content = 0
    for word in words:
        if word != PARAM and word not in FUNCTION_WORDS:
            content += 1
            if content > SHORT:
                return False
    return True
