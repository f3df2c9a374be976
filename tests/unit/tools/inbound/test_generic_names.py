"""Bodies of unknown senders are read by the form of their names, and a record of a log is not mistaken for an alert."""

import json
from typing import Any

import pytest

from tools.inbound.lines import record_in
from tools.inbound.registry import read, sender_named
from tools.inbound.signal import Fired, Ignored, Recovered, Signal
from tools.inbound.words import State, state_in_name
from tools.nouns.severity import Severity


def _signals(body: Any) -> tuple[Signal, ...]:
    generic = sender_named("generic")
    assert generic is not None
    text = body if isinstance(body, str) else json.dumps(body)
    return read(generic, text.encode(), now=1_770_116_400.0).signals


def _read(body: Any) -> Signal:
    (signal,) = _signals(body)
    return signal


def _fired(body: Any) -> Fired:
    signal = _read(body)
    assert isinstance(signal, Fired), signal
    return signal


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("resolved_item", State.RESOLVED),
        ("POLICY_CLOSE_CRITICAL", State.RESOLVED),
        ("public.alert_resolved_v1", State.RESOLVED),
        ("uptimeCheckRecovered", State.RESOLVED),
        ("check.up", State.RESOLVED),
        ("check.down", State.FIRING),
        ("incident_acknowledged", State.ACKNOWLEDGED),
        ("incident-opened", State.FIRING),
        ("ALERT_STATE_EVENT_START", State.FIRING),
        ("ALERT_STATE_EVENT_END", State.RESOLVED),
        ("ALERT_NOTIFICATION_CLEAR", State.RESOLVED),
        ("OK_TO_FIRING", State.FIRING),
        ("FIRING_TO_OK", State.RESOLVED),
        ("RETURN_TO_NORMAL", State.RESOLVED),
        ("alarm_ok", State.RESOLVED),
        ("TUNNEL_STATUS_TYPE_HEALTHY", State.RESOLVED),
        ("device.offline", State.FIRING),
        ("ACTIVE_UNACK", State.FIRING),
        ("CLEARED_UNACK", State.RESOLVED),
        ("APs went down", State.FIRING),
        ("APs came up", State.RESOLVED),
        ("session_end", None),
        ("trial_ended", None),
        ("scale_up", None),
        ("follow_up", None),
        ("unresolved", None),
        ("it was resolved", None),
        ("", None),
    ],
)
def test_states_in_names_of_parts(name: str, state: State | None) -> None:
    assert state_in_name(name) is state


LISTED = {"title": "fan broken", "host": "a", "status": "down"}, {"title": "disk full", "host": "b", "status": "up"}


@pytest.mark.parametrize("name", ["alerts", "events", "problems", "data", "firing_alerts"])
def test_each_alert_of_a_list_is_read(name: str) -> None:
    found = _signals({"environment": "prod", "status": "down", name: list(LISTED)})
    assert [(type(each), getattr(each, "host", ""), getattr(each, "environment", "")) for each in found] == [
        (Fired, "a", "prod"),
        (Recovered, "b", "prod"),
    ]


def test_what_is_listed_and_no_alert_is_named() -> None:
    *alerts, ignored = _signals({"events": [*LISTED * 600, 7, "x", None]})
    assert len(alerts) == 1_200
    assert isinstance(ignored, Ignored)
    assert ignored.text.startswith("3 of the listed items")


@pytest.mark.parametrize(
    "body",
    [
        {"title": "too many errors", "events": list(LISTED)},
        {"message": "too many errors", "backlog": list(LISTED)},
        {"title": "cpu", "problems": [{"id": 7}, {"id": 8}]},
        {"title": "cpu", "alerts": [{"name": "site", "value": "a"}]},
    ],
)
def test_evidence_beside_words_is_no_list_of_alerts(body: Any) -> None:
    assert [type(each) for each in _signals(body)] == [Fired]


@pytest.mark.parametrize(
    "body",
    [
        {"event": "closed", "level": "error", "reason": "the server closed the connection"},
        {"event_name": "order_closed", "level": "error", "message": "could not close order 7"},
        {"previous_status": "up", "message": "the address does not answer"},
        {"event": "UP -> DOWN", "host": "files-1", "message": "unreachable"},
    ],
)
def test_these_tell_no_end(body: Any) -> None:
    assert isinstance(_read(body), Fired)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"monitor": "shop", "status": "down", "message": "500"}, {"monitor": "shop", "status": "up"}, True),
        ({"check": "ping", "host": "a", "status": "down"}, {"check": "ping", "host": "b", "status": "up"}, False),
        ({"alert": "cpu", "severity": "critical", "message": "high"}, {"alert": "cpu", "severity": "clear"}, True),
        ({"service": "s", "host": "h", "state": "critical"}, {"service": "s", "host": "h", "state": "ok"}, True),
    ],
)
def test_a_monitor_without_an_id_has_a_key(first: Any, second: Any, same: bool) -> None:
    fired, over = _read({"title": "trouble", **first}), _read({"title": "no trouble", **second})
    assert isinstance(fired, Fired)
    assert isinstance(over, Recovered)
    assert fired.dedup_key
    assert (fired.dedup_key == over.dedup_key) is same


@pytest.mark.parametrize(
    "body",
    [
        {"name": "uploader", "severity": "error", "message": "quota exceeded"},
        {"name": "app", "level": 50, "msg": "out of memory"},
        {"name": "nightly", "status": "failed", "message": "disk full"},
        {"service": "s", "host": "h", "result": "x", "status": "error", "message": "no route"},
        {"alert": True, "severity": "high", "message": "too many errors"},
        {"service": "s", "host": "h", "severity": "error", "message": "boom"},
    ],
)
def test_a_loggers_or_a_runs_name_is_no_key(body: Any) -> None:
    assert _fired(body).dedup_key == ""


def test_a_persons_name_is_no_headline() -> None:
    fired = _fired({"message": "checkout fails", "user": {"displayName": "Jane Doe", "hostname": "laptop"}})
    assert fired.headline == "checkout fails"


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ({"state": "critical", "title": "queue is full"}, Severity.CRITICAL),
        ({"status": "down", "title": "shop"}, Severity.CRITICAL),
        ({"status": "alarm", "title": "shop"}, None),
        ({"problemSeverity": "ERROR", "title": "shop"}, Severity.HIGH),
        ({"rule": {"level": 15, "description": "root has logged in"}}, Severity.CRITICAL),
        ({"level": 12, "message": "no level of a log"}, None),
        ({"title": "shop", "status": "down", "severity": "low"}, Severity.LOW),
    ],
)
def test_how_bad_it_is(body: Any, severity: Severity | None) -> None:
    assert _fired(body).severity is severity


def test_the_words_that_say_most_are_the_title() -> None:
    fired = _fired({"a": {"when": "now", "thing": "turbine 7 turns too fast", "link": "https://example.org/a b c"}})
    assert fired.headline == "Unknown alert: athing turbine 7 turns too fast"


def test_an_object_without_text_is_empty() -> None:
    assert isinstance(_read({"a": {"b": None}, "c": []}), Ignored)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Host: a\nService: b\nEvent: limit\n", ["Host", "Service", "Event"]),
        ("Host: a\nService: b\n", []),
        ("Host: a\nHost: b\nHost: c\n", []),
        ("ERROR: a broke\nWARNING: b is slow\nFATAL: c is gone\n", []),
        ("Host: a\nService: b\nnot a pair\n", []),
    ],
)
def test_a_mail_of_a_monitor_is_one_record(text: str, names: list[str]) -> None:
    assert list(record_in(text)) == names
