"""Any body finds the sender that wrote it, and each of its alerts becomes a signal."""

import json
from typing import Any

import pytest

from tests.unit.tools.inbound.judging import NOW, bytes_of, reading_of, samples
from tools.inbound.reader import Given
from tools.inbound.registry import SENDERS, read, recognise, sender_named
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, without_authority

NAMED = {
    "alertmanager", "grafana", "sns", "cloudwatch", "eventbridge", "pagerduty", "opsgenie", "datadog", "sentry",
    "newrelic", "azure", "gcp", "slack", "jira", "uptimekuma", "zabbix", "nagios", "kubernetes", "github", "generic",
    "prometheus", "otlp", "argocd",
}  # fmt: skip
# What stands in the samples that nobody may read again.
SECRETS = (
    "EXAMPLE-TOKEN",
    "0123456789abcdef0123456789abcdef",
    "hunter2hunter2",
    "abcdefabcdef",
    "hooks.slack.com",
    "token=EXAMPLE",
)


def test_all_senders_are_here() -> None:
    assert set(SENDERS) == NAMED
    assert sender_named("icinga") is SENDERS["nagios"]
    assert sender_named("pigeon") is None


def test_who_tells_the_state_as_of_now() -> None:
    assert {name for name, sender in SENDERS.items() if sender.state_as_of_now} == {
        "alertmanager",
        "grafana",
        "prometheus",
    }


def test_the_schema_inside_an_envelope_is_remembered() -> None:
    alarm = next(case for sender, name, case in samples() if (sender, name) == ("sns", "alarm"))
    assert reading_of("sns", alarm).sender.name == "cloudwatch"


def test_envelopes_in_envelopes_have_an_end() -> None:
    body: object = "the cellar is under water"
    for _ in range(9):
        body = {"Type": "Notification", "TopicArn": "arn:aws:sns:x", "Message": json.dumps(body)}
    assert isinstance(read(SENDERS["sns"], bytes_of(body), now=NOW).signals[0], Ignored)


def test_no_secret_of_a_schema_survives() -> None:
    for sender, name, case in samples():
        for signal in reading_of(sender, case).signals:
            for secret in SECRETS:
                assert secret not in repr(signal), f"{sender}/{name}"


def test_a_reader_that_fails_costs_no_alert(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Any:
        raise KeyError("nobody thought of this")

    broken = SENDERS["gcp"].__class__("gcp", "x", fail)
    signals = read(broken, b'{"title": "Carts are down"}', now=NOW).signals
    assert [type(signal) for signal in signals] == [Fired]


def test_a_mapping_of_the_key_reads_a_foreign_shape() -> None:
    mapping = {
        "text": "what.said", "title": "what.name", "service": "who.team", "severity": "how", "dedup_key": "ids[0]",
        "status": "now", "starts_at": "since", "host": "missing", "environment": "not an expression ((",
        "release": "how > `5`",  # a text and a number: jmespath raises no error of its own
    }  # fmt: skip
    body = {"what": {"said": "it burns", "name": "Oven"}, "who": {"team": "kitchen"}, "how": "P2", "ids": ["o1"],
            "now": "bad", "since": "2026-08-05T06:07:08Z"}  # fmt: skip
    found = read(SENDERS["generic"], bytes_of(body), now=NOW, given=Given(NOW, mapping=mapping)).signals[0]
    assert isinstance(found, Fired)
    assert (found.text, found.service, found.severity and found.severity.name, found.dedup_key) == (
        "Oven: it burns", "kitchen", "HIGH", "o1",
    )  # fmt: skip
    assert found.release is None
    over = read(
        SENDERS["generic"], bytes_of({**body, "now": "ok"}), now=NOW, given=Given(NOW, mapping=mapping)
    ).signals[0]
    assert isinstance(over, Recovered)
    assert over.dedup_key == "o1"


def test_records_from_the_severity_asked_for_on_are_reports() -> None:
    record = {"severityNumber": 13, "body": {"stringValue": "slow disk"}}
    body = bytes_of({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]})
    assert isinstance(read(SENDERS["otlp"], body, now=NOW).signals[0], Ignored)
    assert isinstance(read(SENDERS["otlp"], body, now=NOW, given=Given(NOW, min_severity=13)).signals[0], Fired)


def test_an_act_without_authority() -> None:
    resolved = without_authority(Acted(Action.RESOLVED, "k", "ada", at=5.0, headline="Carts are down"))
    assert isinstance(resolved, Recovered)
    assert (resolved.dedup_key, resolved.at, resolved.headline) == ("k", 5.0, "Carts are down")
    ignored = without_authority(Acted(Action.ACKNOWLEDGED, "k", "ada"))
    assert isinstance(ignored, Ignored)
    assert ignored.reason is Reason.ACT_NOT_ALLOWED


def test_a_pasted_list_is_recognised_by_its_first_object() -> None:
    alert = {"labels": {"alertname": "A"}, "startsAt": "2026-01-01T00:00:00Z"}
    assert recognise([alert]) == "prometheus"
    assert recognise([]) is recognise("x") is recognise({}) is recognise({"message": "x"}) is None


def test_a_firing_alert_pushed_with_a_past_end_is_over() -> None:
    alert = {"labels": {"alertname": "A"}, "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2026-01-01T01:00:00Z"}
    during, after = 1767227400.0, 1767229200.0 + 1
    assert isinstance(read(SENDERS["prometheus"], bytes_of([alert]), now=during).signals[0], Fired)
    assert isinstance(read(SENDERS["prometheus"], bytes_of([alert]), now=after).signals[0], Recovered)


def test_an_alerts_own_status_beats_its_groups() -> None:
    alerts = [{"labels": {"alertname": "A"}, "status": status} for status in ("firing", "resolved")] + [
        {"labels": {"alertname": "A"}}
    ]
    for group, third in (("firing", Fired), ("resolved", Recovered)):
        body = bytes_of({"status": group, "groupKey": "k", "alerts": alerts})
        kinds = [type(signal) for signal in read(SENDERS["alertmanager"], body, now=NOW).signals]
        assert kinds == [Fired, Recovered, third]


def test_a_resent_outage_of_uptime_kuma_starts_nothing_new() -> None:
    beat = {"monitorID": 1, "status": 0, "time": "2026-08-01 02:03:04.5", "msg": "x", "important": False}
    body = bytes_of({"heartbeat": beat, "monitor": {"id": 1, "name": "shop"}, "msg": "x"})
    found = read(SENDERS["uptimekuma"], body, now=NOW).signals[0]
    assert isinstance(found, Fired)
    assert found.starts_at is None


def test_an_alarm_of_netdata_names_its_chart() -> None:
    def told(chart: str, number: str) -> Fired | Recovered:
        details = {"alarm_id": "42", "name": "disk_space_usage", "chart": chart, "old_status": "WARNING"}
        body = {"routing_key": "r", "event_action": "trigger", "dedup_key": number}
        payload = {"summary": "disk space utilization", "source": "files-1", "custom_details": details}
        [signal] = read(SENDERS["pagerduty"], json.dumps(body | {"payload": payload}).encode(), now=0.0).signals
        assert isinstance(signal, Fired | Recovered)
        return signal

    one, other = told("disk_space._var", "101"), told("disk_space._data", "102")
    assert one.text != other.text
    assert one.dedup_key != other.dedup_key
    assert one.dedup_key == told("disk_space._var", "103").dedup_key == "files-1/disk_space._var.disk_space_usage"
