"""A log's template, its masked values, its identity entities, and the key that the fingerprint hashes."""

from functools import lru_cache
from typing import NamedTuple

from tools.nouns.severity import CLASSES
from tools.text.identity.codes import Entities
from tools.text.identity.entities import entities_of
from tools.text.identity.outline import cut_up, sentence_pieces
from tools.text.identity.pattern import Pattern, template_of
from tools.text.reading.parts import Part, Reading

REMEMBERED_SENTENCES = 4_096
# Entities whose values are masked in the template, so the key must contain them.
HASHED_ENTITIES = (
    "error_code", "exit_code", "http_status", "signal", "resource", "operation", "host_group", "dependency", "frame",
    "exception", "alarm", "device", "thing",
)  # fmt: skip


class Analysis(NamedTuple):
    """What one part of a log says, whichever sender wrote it."""

    part: Part
    template: str
    params: tuple[str, ...]
    entities: Entities
    key: str


class Analyses(NamedTuple):
    """The layers that were removed from a log, and the analysis of each of its parts."""

    layers: tuple[str, ...]
    parts: tuple[Analysis, ...]


def analyses_of(log: str) -> Analyses:
    """The analysis of each part of a log. Pure."""
    from tools.text.reading.reader import read  # loads the readers of all senders

    return analyses_in(read(log))


def analyses_in(reading: Reading) -> Analyses:
    """The analysis of each part of a reading."""
    return Analyses(reading.layers, tuple([analysis_of(part) for part in reading.parts]))


def analysis_of(part: Part) -> Analysis:
    """The analysis of one part."""
    pieces, pattern, params = cut_up(f"{part.text} {part.telling}" if part.telling else part.text)
    entities = entities_of(pieces)
    for name, values in part.entities.items():
        known = entities.setdefault(name, [])
        known += [value for value in values if value not in known]
    if part.recovered:
        entities["alarm"] = ["over"]
    return Analysis(part, pattern.template, params, entities, _key(pattern, part, entities))


@lru_cache(maxsize=REMEMBERED_SENTENCES)
def masked(sentence: str) -> str:
    """The template of one sentence of a message."""
    return template_of(sentence_pieces(sentence))


def _key(pattern: Pattern, message: Part, entities: Entities) -> str:
    """The template's words that are identity, with the identity that they hide."""
    key = pattern.words
    if entities:
        hidden = [f"{name}={value}" for name in HASHED_ENTITIES if name in entities for value in entities[name]]
        key = "\x1e".join((key, *hidden)) if hidden else key
    if message.level:
        key = f"{key}\x1elevel={CLASSES[message.level]}"
    return f"{key}\x1ecomponent={message.component}" if pattern.short else key
