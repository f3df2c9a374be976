"""What a report is made of on its way in: cleaned, checked and redacted in every field, and known by its key."""

import json
from dataclasses import replace
from typing import Any

import pytest

from api.intake.submission import Reception
from tests.support.clock import START, ManualClock
from tests.support.observed import Observed
from tools.errors import Forbidden, InvalidRequest, TooLarge
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.redacted import NOTHING
from tools.nouns.reports import MAX_LOG_BYTES, Report
from tools.nouns.severity import Severity
from tools.text.identity.fingerprint import profile_of
from tools.text.redaction.redact import redact

ANN = Caller("acme", "ann", EVERYTHING)
MAIL, HIDDEN = "jane.doe@example.com", "[REDACTED:email]"
DISK = Observed("disk sda is full", "storage")


def report(observed: Observed = DISK, key: str | None = None, caller: Caller = ANN, **how: Any) -> Report:
    return Reception(ManualClock()).submission(caller, observed, key, **how).profiled.report


def test_every_text_of_an_observation_is_redacted() -> None:
    """Whatever field a secret stands in, it goes no further: neither as a value nor as the name of a label."""
    told = Observed(
        f"asked {MAIL}",
        f"mail {MAIL}",
        environment=f"of {MAIL}",
        severity=Severity.HIGH,
        labels={"owner": MAIL, MAIL: "owner"},
        release=f"by {MAIL}",
        event_time=7.0,
        source=f"from {MAIL}",
    )
    made = report(told)
    assert (made.log, made.service, made.environment) == (f"asked {HIDDEN}", f"mail {HIDDEN}", f"of {HIDDEN}")
    assert made.labels == {"owner": HIDDEN, HIDDEN: "owner"}
    assert (made.release, made.source) == (f"by {HIDDEN}", f"from {HIDDEN}")
    assert (made.tenant, made.severity, made.occurred_at, made.received_at) == ("acme", Severity.HIGH, 7.0, START)


def test_what_is_left_out_stays_out() -> None:
    made = report()
    assert (made.environment, made.source, made.release, made.severity) == (NOTHING, NOTHING, None, None)
    assert (dict(made.labels), made.occurred_at) == ({}, None)


def test_a_key_names_the_report_within_its_tenant() -> None:
    first = report(key="alert-1").request_id
    assert report(replace(DISK, log="another"), key="alert-1").request_id == first
    assert report(key="alert-2").request_id != first
    assert report(key="alert-1", caller=replace(ANN, tenant="umbrella")).request_id != first
    assert report().request_id != report().request_id
    assert "alert-1" not in first


@pytest.mark.parametrize(("key", "keyed"), [(None, False), ("alert-1", True)])
@pytest.mark.parametrize("through_graph", [False, True])
def test_a_submission_says_how_it_wants_to_be_decided(key: str | None, keyed: bool, through_graph: bool) -> None:
    made = Reception(ManualClock()).submission(ANN, DISK, key, through_graph)
    assert (made.keyed, made.through_graph) == (keyed, through_graph)
    assert made.profiled.profile == profile_of(made.profiled.report)


def test_names_are_redacted_by_themselves_texts_as_told() -> None:
    """One batch may remember texts that repeat in it; names are remembered for all of them."""
    seen: list[str] = []
    told = replace(DISK, labels={"owner": "joe"}, environment="prod")
    report(told, redaction=lambda text: seen.append(text) or redact(text))  # type: ignore[func-returns-value]
    assert sorted(seen) == ["disk sda is full", "joe", "owner"]


def test_terminal_and_invisible_characters_leave_the_log() -> None:
    assert report(replace(DISK, log="disk \x1b[31msda\x1b[0m is\u200b full")).log == "disk sda is full"


@pytest.mark.parametrize(
    ("observed", "kind", "said"),
    [
        (replace(DISK, log=""), InvalidRequest, "log: must not be empty"),
        (replace(DISK, log=" \n\t"), InvalidRequest, "log: must not be empty"),
        (replace(DISK, log="\u200b"), InvalidRequest, "log: must not be empty"),
        (replace(DISK, service=""), InvalidRequest, "service: must not be empty"),
        (replace(DISK, log="x" * (MAX_LOG_BYTES + 1)), TooLarge, "log is longer than 65536 bytes: send the part that"),
        (replace(DISK, log="ä" * (MAX_LOG_BYTES // 2 + 1)), TooLarge, "log is longer than 65536 bytes: send the part"),
        (replace(DISK, service="a\u202eb"), InvalidRequest, r"'a\\u202eb': control and invisible characters"),
        (replace(DISK, environment="a\nb"), InvalidRequest, "control and invisible characters"),
        (replace(DISK, release="a\x00b"), InvalidRequest, "control and invisible characters"),
        (replace(DISK, source="a\u200bb"), InvalidRequest, "control and invisible characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(observed: Observed, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        report(observed)


def test_a_log_of_the_greatest_length_is_taken() -> None:
    assert len(report(replace(DISK, log="x" * MAX_LOG_BYTES)).log) == MAX_LOG_BYTES


def test_who_may_not_report_sends_nothing() -> None:
    with pytest.raises(Forbidden):
        report(caller=Caller("acme", "eve", frozenset([Scope.READ])))


@pytest.mark.parametrize(("key", "keyed"), [(None, False), ("alert-2", True)])
def test_the_same_thing_once_more_is_another_report(key: str | None, keyed: bool) -> None:
    clock = ManualClock()
    reception = Reception(clock)
    first = reception.submission(ANN, DISK, "alert-1", through_graph=True)
    clock.pass_(5.0)
    again = reception.once_more(first, key)
    assert (again.keyed, again.through_graph) == (keyed, True)
    assert again.profiled.profile == first.profiled.profile
    assert again.profiled.report.request_id != first.profiled.report.request_id
    assert (again.profiled.report.log, again.profiled.report.received_at) == (DISK.log, START + 5)
    if key:
        assert again.profiled.report.request_id == report(key=key).request_id


def fires(name: str, summary: str) -> dict[str, object]:
    return {"status": "firing", "labels": {"alertname": name}, "annotations": {"summary": summary}}


ALERTS = [fires("DiskFull", "the disk of hall is full"), fires("MailLate", "the queue of mails is stuck")]
TWO = json.dumps({"version": "4", "status": "firing", "receiver": "oncall", "alerts": ALERTS})


def test_each_of_several_alerts_is_told_in_its_own_words() -> None:
    first = Reception(ManualClock()).submission(ANN, Observed(TWO, "shop"), "paste-1")
    [other] = first.others
    assert other.keyed
    reports = [first.profiled.report, other.profiled.report]
    assert len({each.request_id for each in reports}) == 2
    assert other.profiled.report.log in ("DiskFull: the disk of hall is full", "MailLate: the queue of mails is stuck")
    assert other.profiled.report.log == other.profiled.profile.message
    again = Reception(ManualClock()).submission(ANN, Observed(TWO, "shop"), "paste-1")
    assert again.others[0].profiled.report.request_id == other.profiled.report.request_id


def test_a_senders_severity_is_part_of_the_profile() -> None:
    told = Reception(ManualClock()).submission(ANN, replace(DISK, severity=Severity.LOW)).profiled
    assert told.profile == profile_of(told.report)
    assert told.profile != profile_of(replace(told.report, severity=None))
