"""Bodies that were written elsewhere, if present: `EVALUATION_DATA` names the folder that holds `webhooks/`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tools.inbound.judging import ended, reading_of
from tools.inbound.registry import Reading
from tools.inbound.sample import counts
from tools.inbound.signal import Acted, Fired, Ignored, Recovered, Signal
from tools.inbound.times import instant

_SENDERS = {
    "gcpmonitoring": "gcp",
    "prometheus_alert_partial": "alertmanager",
    "coralogix": "generic",
    "graylog": "generic",
}
_ROUTES = {"/api/v2/alerts": "prometheus", "/v1/logs": "otlp"}
_NAMES = {"host_or_object": "host"}


def _cases() -> Iterator[Any]:
    folder = os.environ.get("EVALUATION_DATA")
    found = [Path(folder) / "webhooks" / name for name in ("payloads.jsonl", "payloads2.jsonl")] if folder else []
    for path in found:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield pytest.param(case, id=f"{case['id']}-{case['kind']}")


CASES = list(_cases())
needs_data = pytest.mark.skipif(not CASES, reason="EVALUATION_DATA is not set: no foreign bodies to play")


def _sender(case: dict[str, Any]) -> str:
    route, kind = case.get("route", ""), case["kind"]
    if route:
        return str(_ROUTES.get(route, route))
    if case["source"] == "aws":
        return "eventbridge" if "eventbridge" in kind else "sns" if "sns" in kind else "cloudwatch"
    return str(_SENDERS.get(case["source"], case["source"]))


def _within(count: int, expected: dict[str, int], name: str) -> bool:
    least = expected.get(name, expected.get(f"{name}_min", 0))
    most = expected.get(name, expected.get(f"{name}_max", count))
    return least <= count <= most


def _told(reading: Reading) -> list[Signal]:
    """The signals that something can be read from, one for each service: repeats of one trouble count once."""
    alerts: list[Signal] = []
    for signal in reading.signals:
        alert = signal.alert if isinstance(signal, Ignored) else signal
        if alert is not None:
            alerts.append(alert)
    services = [getattr(alert, "service", "") for alert in alerts]
    distinct = [alert for place, alert in enumerate(alerts) if services[place] not in services[:place]]
    return distinct if len(set(services)) > 1 else alerts


def _agrees(signal: Signal, name: str, want: Any) -> bool:
    """True also for what a signal of this kind does not tell: an end has no severity, an act no host."""
    own = _NAMES.get(name, name)
    if not hasattr(signal, own) or (own == "starts_at" and not isinstance(signal, Fired)):
        return isinstance(signal, Recovered | Acted)
    got = getattr(signal, own)
    if name == "dedup_key":
        parts = want["any"] if isinstance(want, dict) else want if isinstance(want, list) else [want]
        return any(part in got for part in parts) if isinstance(want, dict) else all(part in got for part in parts)
    if name == "starts_at":
        return got is not None and abs(got - instant(want)) < 0.001
    return bool((got.name if name == "severity" and got else got) == want)


@needs_data
@pytest.mark.parametrize("case", CASES)
def test_a_foreign_body_causes_what_it_should(case: dict[str, Any]) -> None:
    reading = reading_of(_sender(case), case)
    assert _within(counts(reading.signals).get("fired", 0), case["expect"], "incidents"), reading
    assert _within(ended(reading), case["expect"], "resolves"), reading


@needs_data
@pytest.mark.parametrize("case", CASES)
def test_what_is_read_from_a_foreign_body(case: dict[str, Any]) -> None:
    wanted = case.get("read") or {}
    told = _told(reading_of(_sender(case), case))
    for want, signal in zip(wanted if isinstance(wanted, list) else [wanted], told, strict=False):
        wrong = {name: value for name, value in want.items() if not _agrees(signal, name, value)}
        assert not wrong, signal


def test_there_are_foreign_bodies_or_a_reason() -> None:
    if not os.environ.get("EVALUATION_DATA"):
        pytest.skip("EVALUATION_DATA is not set: no foreign bodies to play")
    assert len(CASES) >= 58
