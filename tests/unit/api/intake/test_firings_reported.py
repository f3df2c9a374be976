"""An alert as a report: what the key forces, what names its firing, and which id a repeat of the message has again."""

from dataclasses import replace
from typing import Any

import pytest

from api.intake.firings import Firings, Source
from tools.ids import dedup_digest
from tools.inbound.signal import Fired, Recovered
from tools.nouns.activations import ActivationOf
from tools.nouns.callers import Caller, Scope
from tools.nouns.reports import MAX_LOG_BYTES, Report
from tools.nouns.severity import Severity
from tools.text.redaction.redact import redact

CALLER = Caller("acme", "key:grafana", frozenset([Scope.REPORT]))
SOURCE = Source(CALLER, "grafana", True, 1_000.0)
DISK = Fired("DiskFull: the disk of hall is full", "DiskFull", dedup_key="fp-1", starts_at=900.0, expires_at=1_500.0)


def report(fired: Fired = DISK, source: Source = SOURCE, **changes: Any) -> Report:
    return Firings(source, redact).submission(replace(fired, **changes)).profiled.report


def of_key(**fields: Any) -> Source:
    return replace(SOURCE, caller=replace(CALLER, **fields))


def test_an_alert_is_reported_as_its_sender_tells_it() -> None:
    made = report(
        service="payments", environment="prod", severity=Severity.HIGH, labels={"team": "hall"}, release="2.0"
    )
    assert (made.tenant, made.service, made.environment, made.source) == ("acme", "payments", "prod", "grafana")
    assert (made.severity, made.release, made.labels) == (Severity.HIGH, "2.0", {"team": "hall"})
    assert (made.received_at, made.occurred_at) == (1_000.0, 900.0)
    assert made.activation == ActivationOf("grafana", dedup_digest("fp-1"), "fp-1", 900.0, True, 1_500.0)


def test_a_keys_service_and_environment_win() -> None:
    made = report(source=of_key(service="vault", environment="test"), service="payments", environment="prod")
    assert (made.service, made.environment) == ("vault", "test")
    bare = report()
    assert (bare.service, bare.environment, bare.release) == ("grafana", "", None)


def test_without_a_key_of_its_own_an_alert_has_no_activation() -> None:
    assert report(dedup_key="").activation is None


def test_who_may_not_report_fires_nothing() -> None:
    with pytest.raises(Exception, match="needs the scope report"):
        report(source=of_key(scopes=frozenset([Scope.READ])))


@pytest.mark.parametrize(
    ("text", "headline", "log"),
    [
        ("DiskFull: the disk is full", "DiskFull", "DiskFull: the disk is full"),
        ("the disk is full", "DiskFull", "DiskFull\nthe disk is full"),
        ("the disk is full", "", "the disk is full"),
        ("", "DiskFull", "DiskFull"),
        ("x" * (MAX_LOG_BYTES + 9), "x", "x" * MAX_LOG_BYTES),
    ],
)
def test_its_name_stands_on_a_line_of_its_own(text: str, headline: str, log: str) -> None:
    assert report(text=text, headline=headline).log == log


def test_a_cut_leaves_no_half_a_letter() -> None:
    cut = report(text="a" + "ä" * MAX_LOG_BYTES, headline="a").log
    assert len(cut.encode()) == MAX_LOG_BYTES - 1
    assert set(cut[1:]) == {"ä"}


def test_a_test_is_called_so_and_of_low_severity() -> None:
    for headline, log in (("DiskFull", "Test: DiskFull\n"), ("", "Test: DiskFull: the disk of hall is full\n")):
        made = report(is_test=True, severity=Severity.CRITICAL, headline=headline)
        assert made.severity is Severity.LOW
        assert made.log.startswith(log)


def test_where_else_to_look_is_a_label() -> None:
    made = report(runbook_url="https://wiki/disk", dashboard_url="https://board/disk", labels={"runbook_url": "own"})
    assert made.labels == {"runbook_url": "own", "dashboard_url": "https://board/disk"}


def test_a_severity_that_only_the_text_says_is_taken() -> None:
    assert report(text="DISK CRITICAL - no space is left on /data", headline="").severity is Severity.CRITICAL


def ids(source: Source, *fired: Fired) -> list[str]:
    firings = Firings(source, redact)
    return [firings.submission(each).profiled.report.request_id for each in fired]


def test_the_same_message_again_has_the_same_ids() -> None:
    told, other = replace(DISK, event_id="e1"), replace(DISK, event_id="e2")
    first = ids(SOURCE, told, told, other)
    assert ids(SOURCE, told, told, other) == first
    assert len(set(first)) == 3, "several alerts of one message are told apart by their places"
    assert ids(SOURCE, other) == first[2:]


@pytest.mark.parametrize(
    "source", [of_key(tenant="umbrella"), of_key(environment="test"), replace(SOURCE, sender="sns")]
)
def test_another_tenant_stage_or_sender_has_other_ids(source: Source) -> None:
    told = replace(DISK, event_id="e1")
    assert set(ids(source, told, told)).isdisjoint(ids(SOURCE, told, told))


def test_without_an_event_id_every_message_is_another() -> None:
    assert len({*ids(SOURCE, DISK, DISK), *ids(SOURCE, DISK)}) == 3


def test_an_end_without_a_key_is_told_by_the_words_of_its_firing() -> None:
    over = Recovered(
        "",
        at=950.0,
        text="DiskFull: the disk of hall is full",
        headline="DiskFull",
        service="payments",
        environment="prod",
        host="hall",
        labels={"team": "hall"},
        event_id="e1",
        grouped_by=("team",),
    )
    firings = Firings(SOURCE, redact)
    fired = Fired(over.text, over.headline, "payments", "prod", host="hall", labels=over.labels, grouped_by=("team",))
    told, words = firings.end(over).profiled, firings.submission(fired).profiled
    assert told.profile.recovered
    assert replace(told.profile, recovered=False) == words.profile
    assert (told.report.log, told.report.service, told.report.labels) == (words.report.log, "payments", over.labels)
    assert (told.report.environment, told.report.occurred_at) == ("prod", 950.0)
    assert told.report.request_id == Firings(SOURCE, redact).end(over).profiled.report.request_id


def test_a_group_is_part_of_what_an_end_tells() -> None:
    for grouped_by in ((), ("team",)):
        told = Recovered("", text="DiskFull", headline="DiskFull", labels={"team": "hall"}, grouped_by=grouped_by)
        fired = Fired("DiskFull", "DiskFull", labels={"team": "hall"}, grouped_by=grouped_by)
        firings = Firings(SOURCE, redact)
        assert firings.end(told).profiled.profile.fingerprint == firings.submission(fired).profiled.profile.fingerprint
