"""An alert that comes again is known by a digest: it means the same, has its own times, and keeps no secret."""

import json
from dataclasses import replace
from typing import Any

import pytest

from api.intake.firings import KNOWN_ALERTS, Firings, Source
from tools.inbound.reader import Given
from tools.inbound.registry import SENDERS, read
from tools.inbound.signal import Fired, Recovered, Signal
from tools.nouns.callers import Caller, Scope
from tools.nouns.reports import ProfiledReport
from tools.text.redaction.redact import redact

MAIL = "jane.doe@example.com"
NOW = 1_790_000_000.0
ALERT = {
    "status": "firing",
    "labels": {"alertname": "DiskFull", "service": "storage", "severity": "critical", "instance": "db-1:9100"},
    "annotations": {"summary": "Disk of db-1 is full", "description": f"ask {MAIL}"},
    "startsAt": "2026-09-21T09:14:02Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "fingerprint": "0123456789abcdef",
}
CALLER = Caller("acme", "key:m", frozenset([Scope.REPORT]))


@pytest.fixture(autouse=True)
def caller(request: pytest.FixtureRequest) -> Caller:
    """Of a tenant that no test before has reported for: nothing of its alerts is known."""
    KNOWN_ALERTS.clear()
    return replace(CALLER, tenant=request.node.name)


def told(alert: dict[str, Any], **group: Any) -> Signal:
    body = {"version": "4", "status": "firing", "receiver": "ops", "groupLabels": {}, "alerts": [alert]} | group
    given = Given(NOW, known=KNOWN_ALERTS)
    [signal] = read(SENDERS["alertmanager"], json.dumps(body).encode(), now=NOW, given=given).signals
    return signal


def reported(signal: Signal, caller: Caller) -> ProfiledReport:
    assert isinstance(signal, Fired)
    return Firings(Source(caller, "alertmanager", True, NOW), redact).submission(signal).profiled


def test_it_means_the_same_and_has_its_own_start(caller: Caller) -> None:
    first = reported(told(ALERT), caller)
    again = told(ALERT | {"startsAt": "2026-09-21T10:00:00Z"})
    assert isinstance(again, Fired)
    assert again.labels is KNOWN_ALERTS[again.told_by].labels
    second = reported(again, caller)
    assert second.profile is first.profile
    assert (second.report.log, dict(second.report.labels)) == (first.report.log, dict(first.report.labels))
    assert first.report.activation is not None
    assert second.report.activation is not None
    assert second.report.activation.key == first.report.activation.key
    assert second.report.occurred_at == again.starts_at == 1_789_984_800.0
    assert first.report.occurred_at == 1_789_982_042.0


def test_no_secret_is_kept_and_an_alert_known_by_one_is_not(caller: Caller) -> None:
    reported(told(ALERT), caller)
    assert len(KNOWN_ALERTS) == 1
    assert MAIL not in repr(KNOWN_ALERTS)
    secret = reported(told(ALERT | {"fingerprint": MAIL}), caller)
    other = reported(told(ALERT | {"fingerprint": "john.doe@example.com"}), caller)
    assert len(KNOWN_ALERTS) == 1
    assert secret.report.activation is not None
    assert other.report.activation is not None
    assert secret.report.activation.key != other.report.activation.key


@pytest.mark.parametrize(
    ("alert", "group"),
    [
        ({"labels": ALERT["labels"] | {"instance": "db-2:9100"}}, {}),
        ({"annotations": {"summary": "Disk of db-1 is failing"}}, {}),
        ({"fingerprint": "fedcba9876543210"}, {}),
        ({"generatorURL": "https://prometheus.example.org/graph"}, {}),
        ({}, {"commonAnnotations": {"runbook_url": "https://runbooks.example.org/disk"}}),
        ({}, {"groupLabels": {"instance": "db-1:9100"}}),
    ],
)
def test_what_tells_something_else_is_read(caller: Caller, alert: dict[str, Any], group: dict[str, Any]) -> None:
    first = told(ALERT)
    reported(first, caller)
    other = told(ALERT | alert, **group)
    assert isinstance(first, Fired)
    assert isinstance(other, Fired)
    assert first.told_by != other.told_by
    KNOWN_ALERTS.clear()
    assert told(ALERT | alert, **group) == other


def test_its_end_is_an_end_though_it_is_known(caller: Caller) -> None:
    reported(told(ALERT), caller)
    assert KNOWN_ALERTS
    assert isinstance(told(ALERT | {"status": "resolved", "endsAt": "2026-09-21T09:20:02Z"}), Recovered)


def test_what_is_known_serves_other_keys_with_what_they_force(caller: Caller) -> None:
    reported(told(ALERT), caller)
    forced = reported(told(ALERT), replace(caller, service="web", environment="eu"))
    assert (forced.report.service, forced.report.environment) == ("web", "eu")
    assert reported(told(ALERT), caller).report.service == "storage"
