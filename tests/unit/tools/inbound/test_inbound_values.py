"""Times, titles, links, labels and words, whichever sender writes them."""

import pytest

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, host_of, key_of_labels, label_map, service_of, severity_in
from tools.inbound.links import safe_link
from tools.inbound.times import instant
from tools.inbound.titles import readable_title, text_of
from tools.inbound.words import State, our_incident, severity_of, state_of, tells_recovery
from tools.nouns.severity import Severity


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2018-03-07T06:33:21.873077559-05:00", 1520422401.873077),
        ("2017-01-12T16:30:42.236+0000", 1484238642.236),
        ("2024-05-07T10:12:00Z", 1715076720.0),
        ("2024/08/14 21:28:56 GMT", 1723670936.0),
        ("2025-02-15 14:59:03 +0000 UTC", 1739631543.0),
        ("Thu, 9 Feb 2023 10:12:00 GMT", 1675937520.0),
        ("1709467200000000000", 1709467200.0),
        (1715076750.5, 1715076750.5),
        (1601033007849, 1601033007.849),
        ("2024-05-07T10:12:00", None),
        ("2024.05.07 10:12:33", None),
        ("3/22/2019 1:36:31 PM", None),
        ("0001-01-01T00:00:00Z", None),
        (0, None),
        (True, None),
        (float("nan"), None),
        (10**400, None),
        ("9999-12-31T23:59:59-23:59", None),
        ({"seconds": 1}, None),
    ],
)
def test_instants(value: object, seconds: float | None) -> None:
    found = instant(value)
    assert found == (None if seconds is None else pytest.approx(seconds, abs=1e-5))


@pytest.mark.parametrize(
    ("headline", "host", "title"),
    [
        ("[FIRING:2] ApiDown", "api-1:80", "ApiDown on api-1:80"),
        ("[Triggered on {host:web-1}] CPU high", "web-1", "CPU high on web-1"),
        ("web-1 is down", "web-1", "web-1 is down"),
        ("CPU", "", "Alert: CPU"),
        ("", "db-1", "Alert on db-1"),
        ("", "", "Alert without a name"),
        ("a=1 b=2 c=3 disk is full", "", "disk is full"),
        ("Latency of {project=store} is high", "", "Latency of is high"),
        ("password is [REDACTED:password] here", "", "password is here"),
        ("2024-05-07T10:12:30Z ERROR payment failed", "", "payment failed"),
        ("Apdex < 0.7 for 5 minutes", "", "Apdex < 0.7 for 5 minutes"),
        ("see https://example.org/x?token=1 now please", "", "see now please"),
        ("first line is short\nsecond", "", "first line is short"),
        ("x" * 300, "", "x" * 119 + "…"),
    ],
)
def test_titles(headline: str, host: str, title: str) -> None:
    assert readable_title(headline, host) == title


def test_a_text_says_everything_once_and_no_mere_links() -> None:
    assert text_of("A: down", "down", "since noon\nRunbook: https://x.example/y", "") == "A: down\nsince noon"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://grafana.example.org/d/1?orgId=1", "https://grafana.example.org/d/1?orgId=1"),
        ("https://user:pass@example.org/x", "https://example.org/x"),
        ("https://example.org/x?a=1&token=secret&b=2", "https://example.org/x?a=1&b=2"),
        ("https://s3.example.org/x?X-Amz-Signature=f&q=1", "https://s3.example.org/x?q=1"),
        ("https://example.org/#access_token=5", "https://example.org/"),
        ("https://hooks.slack.com/services/T/B/x", ""),
        ("https://events.pagerduty.com/integration/0123/enqueue", ""),
        ("javascript:alert(1)", ""),
        ("not a link", ""),
    ],
)
def test_links_carry_no_secrets(url: str, safe: str) -> None:
    assert safe_link(url) == safe


def test_labels_carry_no_secrets() -> None:
    raw = {
        "token": "a",
        "X-Api-Key": "b",
        "routing_key": "c",
        "apiToken": "d",
        "Service Key": "e",
        "__uid__": "f",
        "team": "g",
    }
    assert label_map(raw) == {"team": "g"}


@pytest.mark.parametrize(
    ("labels", "service"),
    [
        ({"service": "a", "app": "b", "job": "c", "namespace": "d"}, "a"),
        ({"app.kubernetes.io/name": "b", "job": "c"}, "b"),
        ({"app": "b", "job": "c", "namespace": "d"}, "b"),
        ({"job": "c", "namespace": "d"}, "c"),
        ({"namespace": "d"}, "d"),
        ({"Service": "e"}, "e"),
        ({}, "vendor"),
    ],
)
def test_the_order_of_services(labels: dict[str, str], service: str) -> None:
    assert service_of(labels, "", "vendor") == service


def test_the_order_of_environments() -> None:
    assert environment_of({"environment": "a", "env": "b", "cluster": "c"}) == "a"
    assert environment_of({"stage": "b", "cluster": "c"}) == "b"
    assert environment_of({"cluster": "c"}, "vendor") == "vendor"
    assert environment_of({"cluster": "c"}) == "c"


def test_a_host_is_what_is_broken() -> None:
    assert host_of({"instance": "10.0.0.1:8080", "job": "kube-state-metrics", "pod": "carts-1"}) == "carts-1"
    assert host_of({"instance": "node-1:9100", "job": "node-exporter", "pod": "node-exporter-x"}) == "node-1:9100"


def test_replicas_are_no_part_of_a_key() -> None:
    one = {"alertname": "A", "instance": "x", "replica": "a", "prometheus": "p0"}
    assert key_of_labels(one) == key_of_labels({**one, "replica": "b", "prometheus": "p1"})
    assert key_of_labels(one) != key_of_labels({**one, "instance": "y"})


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("critical", Severity.CRITICAL), ("page", Severity.CRITICAL), ("P1", Severity.CRITICAL),
        ("Sev0", Severity.CRITICAL), ("Disaster", Severity.CRITICAL), ("DOWN", Severity.CRITICAL),
        ("P1 - Critical", Severity.CRITICAL),
        ("error", Severity.HIGH), ("High", Severity.HIGH), ("P2", Severity.HIGH), ("SEV-2", Severity.HIGH),
        ("warning", Severity.MEDIUM), ("Average", Severity.MEDIUM), ("P3", Severity.MEDIUM),
        ("info", Severity.LOW), ("Not classified", Severity.LOW), ("P5", Severity.LOW), ("No severity", Severity.LOW),
        ("purple", None), ("", None),
    ],
)  # fmt: skip
def test_severities(word: str, severity: Severity | None) -> None:
    assert severity_of(word) is severity


def test_the_first_readable_severity_counts() -> None:
    assert severity_in({"severity": "purple", "priority": "P2"}, "info") is Severity.HIGH
    assert severity_in({}, "info") is Severity.LOW


def test_states() -> None:
    assert {state_of(word) for word in ("firing", "ALARM", "Triggered", "open", "No data", "Re-No Data")} == {
        State.FIRING
    }
    over = ("resolved", "OK", "Recovered", "closed", "Deactivated", "Warn recovered")
    assert {state_of(word) for word in over} == {State.RESOLVED}
    assert state_of("Acknowledged") is State.ACKNOWLEDGED
    assert state_of("DOWNTIMESTART") is State.MAINTENANCE
    assert state_of("purple") is None


@pytest.mark.parametrize(
    "text", ["[RESOLVED] ApiDown", "RECOVERY: disk", "OK: all well", "** RECOVERY Service Alert: x", "[OK] y"]
)
def test_a_recovery_told_by_its_prefix(text: str) -> None:
    assert tells_recovery(text)


@pytest.mark.parametrize(
    "text", ["the issue is resolved", "OKTA is down", "recovery of the database failed", "Closed door"]
)
def test_prose_is_no_recovery(text: str) -> None:
    assert not tells_recovery(text)


def test_our_ids() -> None:
    assert our_incident("see inc_01JZZZZZZZZZZZZZZZZZZZZZZZ please") == "inc_01JZZZZZZZZZZZZZZZZZZZZZZZ"
    assert our_incident("inc_1 or income") == ""


def test_fields_answer_whatever_the_shape() -> None:
    fields = Fields({"a": {"b": [1, {"c": " x "}]}, "n": "5", "t": True, "s": "\ud800\x00ok"})
    assert fields.text("a/b/c", "n") == "5"
    assert fields.maps("a/b")[0].text("c") == "x"
    assert fields.number("t", "a", "n") == 5.0
    assert fields.text("t") == "true"
    assert fields.text("s") == "ok"
    assert not Fields([1])
    assert Fields(None).texts("x") == []
