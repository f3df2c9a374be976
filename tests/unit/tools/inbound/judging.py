"""What a body must cause and what must be read from it, compared with the signals that were read."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tools.inbound.registry import Reading, read, sender_named
from tools.inbound.sample import FOLDER, READ_AT
from tools.inbound.signal import Acted, Action, Recovered, Signal
from tools.inbound.times import instant
from tools.nouns.severity import Severity

SAMPLES, NOW = FOLDER, READ_AT
_TIMES = ("starts_at", "at", "expires_at")


def samples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in sorted(SAMPLES.glob("*/*.json")):
        yield path.parent.name, path.stem, json.loads(path.read_text(encoding="utf-8"))


def bytes_of(body: object) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def reading_of(sender: str, case: Mapping[str, Any], now: float = NOW) -> Reading:
    headers = {"Content-Type": case["content_type"], **case.get("headers", {})}
    found = sender_named(sender)
    assert found is not None, sender
    return read(found, bytes_of(case["body"]), now=now, headers=headers)


def ended(reading: Reading) -> int:
    return sum(
        isinstance(s, Recovered) or (isinstance(s, Acted) and s.action is Action.RESOLVED) for s in reading.signals
    )


def value_of(signal: Signal, name: str) -> object:
    """A field as the samples write it: names for severities, actions and reasons."""
    value = getattr(signal, name)
    if isinstance(value, Severity):
        return value.name
    return value.value if name in ("action", "reason") else value


def differences(signal: Signal, wanted: Mapping[str, Any]) -> list[str]:
    found = []
    for name, want in wanted.items():
        got = value_of(signal, name)
        expected = instant(want) if name in _TIMES and isinstance(want, str) else want
        is_time = isinstance(got, float) and isinstance(expected, float)
        same = abs(got - expected) < 0.001 if is_time else got == expected
        if not same:
            found.append(f"{name}: wanted {want!r}, got {got!r} in {signal}")
    return found
