"""Redacts signals: every text field passes here before anything else sees it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from api.intake.submission import Redaction
from tools.inbound.signal import Acted, Fired, Recovered
from tools.text.hostile_characters import clean

AnySignal = TypeVar("AnySignal", Fired, Recovered, Acted)

MAX_NAME = 200
"""The most characters of a service, an environment or a release, as for reports at other doors."""


def one_line(text: str) -> str:
    """Return the name as one line of printable characters."""
    return "".join(filter(str.isprintable, " ".join(clean(text).split())))[:MAX_NAME].strip()


def redacted_signal(signal: AnySignal, redaction: Redaction) -> AnySignal:
    """Return the signal with all its texts redacted, including the dedup key."""
    fields = {name: getattr(signal, name, None) for name in _HOW}
    clean_fields: dict[str, Any] = {name: _HOW[name](value, redaction) for name, value in fields.items() if value}
    return replace(signal, **clean_fields)


def _text(value: str, redaction: Redaction) -> str:
    return redaction(clean(value))


def _name(value: str, redaction: Redaction) -> str:
    return redaction(one_line(value))


def _whole(value: str, redaction: Redaction) -> str:
    return redaction(value)


def _labels(labels: Mapping[str, str], redaction: Redaction) -> dict[str, str]:
    return {redaction(clean(name)): redaction(clean(value)) for name, value in labels.items()}


def _names(names: tuple[str, ...], redaction: Redaction) -> tuple[str, ...]:
    return tuple(redaction(name) for name in names)


_HOW: Mapping[str, Callable[[Any, Redaction], object]] = {
    **dict.fromkeys(("text", "headline", "host"), _text),
    **dict.fromkeys(("service", "environment", "release", "by"), _name),
    **dict.fromkeys(("dedup_key", "runbook_url", "dashboard_url"), _whole),
    "labels": _labels,
    "grouped_by": _names,
}
"""How each field is cleaned, in every kind of signal. Ids are absent: they are hashed, or looked up among our own."""
