"""What a body must cause and what must be read from it, compared with the signals that were read."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tools.inbound
from tools.inbound.registry import Reading, read, sender_named
from tools.inbound.signal import Acted, Action, Fired, Ignored, Recovered, Signal
from tools.inbound.times import instant
from tools.nouns.severity import Severity

SAMPLES = Path(tools.inbound.__file__).parent / "samples"
# Long before the ends that samples announce, long after those that have passed.
NOW = 1_786_100_000.0
_KINDS = {"fired": Fired, "recovered": Recovered, "acted": Acted, "ignored": Ignored}
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


def counts(reading: Reading) -> dict[str, int]:
    """How many of each kind; kinds that do not occur are left out."""
    found = {name: sum(isinstance(signal, kind) for signal in reading.signals) for name, kind in _KINDS.items()}
    return {name: count for name, count in found.items() if count}


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
