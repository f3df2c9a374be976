"""A report's identity: a pure, versioned function of tenant, service, environment, template and identity entities."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tools.text.entities import Entities, entities_of
from tools.text.labels import identity_labels
from tools.text.lexicon import BEFORE_DURATION, FUNCTION_WORDS, TIME_UNITS, UNITS
from tools.text.mask import pieces_of
from tools.text.message import Message, message_of
from tools.text.quotes import unquote
from tools.text.shapes import PARAM, Piece
from tools.text.slots import fill_slots
from tools.text.timestamps import without_timestamps
from tools.types import Profile, Report

FP_VERSION = 1
TEMPLATE_TOKENS = 256
REMEMBERED_LENGTH = 512
_COMPOUND = re.compile(r"\btime[ds]?[ -]out\b")
_DURATION = re.compile(rf"~?\d[\d.,]* ?(?:{'|'.join(sorted(TIME_UNITS, key=len, reverse=True))})")
# So few content words name no subject: then the component that says them is part of the identity.
SHORT = 2
# Entities whose values are masked in the template: the fingerprint must name them itself.
HASHED_ENTITIES = ("error_code", "exit_code", "http_status", "signal", "resource", "frame", "exception")


def profile_of(report: Report) -> Profile:
    """What matching knows of the report. Its fingerprint never changes with learning."""
    body = _analysed(report.log)
    labels = identity_labels(report.labels) if report.labels else {}
    parts = [str(FP_VERSION), report.tenant, report.service, report.environment, body.key]
    parts += [f"{name}={value}" for name, value in sorted(labels.items())]
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    entities: dict[str, Sequence[str]] = dict(body.entities)
    if report.environment:
        entities["environment"] = [report.environment]
    if report.severity is not None:
        entities["severity"] = [report.severity.name]
    for name, value in labels.items():
        entities[f"label:{name}"] = [value]
    return Profile(
        digest,
        FP_VERSION,
        body.message.text,
        body.template,
        body.params,
        entities,
        body.message.component,
        body.message.level,
    )


class _Body(NamedTuple):
    """The part of a profile that depends on the log alone; `key` is what the fingerprint hashes."""

    message: Message
    template: str
    params: tuple[str, ...]
    entities: Entities
    key: str


def _analysed(log: str) -> _Body:
    return _remembered(log) if len(log) <= REMEMBERED_LENGTH else _analyse(log)


def _analyse(log: str) -> _Body:
    message = message_of(log)
    pieces: list[Piece] = []
    for token in unquote(without_timestamps(message.text)).split()[:TEMPLATE_TOKENS]:
        pieces.extend(pieces_of(token))
    fill_slots(pieces)
    entities = entities_of(pieces)
    for name, values in message.entities.items():
        entities.setdefault(name, []).extend(value for value in values if value not in entities.get(name, ()))
    template, params = _template(pieces)
    return _Body(message, template, params, entities, _identity(_key(template, params), message, entities))


def _identity(key: str, message: Message, entities: Entities) -> str:
    """What the fingerprint hashes of the log itself."""
    hashed = [f"{name}={value}" for name in HASHED_ENTITIES for value in entities.get(name, ())]
    if sum(1 for word in key.split() if word != PARAM and word not in FUNCTION_WORDS) <= SHORT:
        hashed.append(f"component={message.component}")
    return "\x1e".join((key, *hashed))


_remembered = lru_cache(maxsize=4_096)(_analyse)


def _template(pieces: Sequence[Piece]) -> tuple[str, tuple[str, ...]]:
    """Shown words with runs of parameters collapsed to one; a unit word belongs to its number."""
    shown: list[str] = []
    params: list[str] = []
    before = ""
    for kind, key, text in pieces:
        if key == PARAM:
            if shown and shown[-1] == PARAM:
                params[-1] = f"{params[-1]} {text}".strip()
            else:
                shown.append(PARAM)
                params.append(text)
        elif before == "n" and key in UNITS:
            params[-1] = f"{params[-1]} {text}"
            continue
        else:
            shown.append(text)
        before = kind
    return " ".join(shown), tuple(params)


def _key(template: str, params: Sequence[str]) -> str:
    """The template without what carries no identity: case, and the small words before a duration."""
    words = _COMPOUND.sub("timeout", template.lower()).split()
    if PARAM not in words or BEFORE_DURATION.isdisjoint(words):
        return " ".join(words)
    kept: list[str] = []
    values = iter(params)
    for word in words:
        if word == PARAM and _DURATION.fullmatch(next(values, "")) and kept and kept[-1] in BEFORE_DURATION:
            kept.pop()
        kept.append(word)
    return " ".join(kept)


def profile_to_json(profile: Profile) -> dict[str, Any]:
    """A profile as plain JSON types."""
    return {
        "fingerprint": profile.fingerprint,
        "version": profile.version,
        "message": profile.message,
        "template": profile.template,
        "params": list(profile.params),
        "entities": {name: list(values) for name, values in profile.entities.items()},
        "component": profile.component,
        "level": profile.level,
    }


def profile_from_json(data: Mapping[str, Any]) -> Profile:
    """The profile that `profile_to_json` wrote."""
    return Profile(**{**data, "params": tuple(data["params"]), "entities": dict(data["entities"])})
