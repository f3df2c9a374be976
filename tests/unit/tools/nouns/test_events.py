"""Every kind of event is written and read as it always was, and has its sentence for people."""

from typing import Any

import pytest

from tools.nouns.alert_events import Recovered, Recovering, Refired, StillFiring
from tools.nouns.decision_json import decision_to_json
from tools.nouns.decisions import Late
from tools.nouns.event_json import event_from_json, event_to_json
from tools.nouns.event_kinds import SENTENCES, EventData, EventKind
from tools.nouns.events import (
    Absorbed,
    Acknowledged,
    Advised,
    Amended,
    Changed,
    Comment,
    CountedLate,
    Cure,
    Escalated,
    Feedback,
    GivenBack,
    Joined,
    Merged,
    Opened,
    Regressed,
    Reopened,
    Resolved,
    SeveritySet,
    Split,
    SplitOff,
    Unresolved,
    is_act,
    request_id_of,
)
from tools.nouns.severity import Severity
from tools.rules import decisions

DECISION = decisions.plain(1, "inc_1")
SAID = decision_to_json(DECISION)
STORED: list[tuple[str, dict[str, Any], EventData]] = [
    ("opened", {"request_id": "req_1"}, Opened("req_1")),
    ("regressed", {"regression_of": "inc_1", "event_at": 5.0}, Regressed("inc_1", 5.0)),
    ("regressed", {"regression_of": "inc_1", "moved": 2, "event_at": 5.0}, Regressed("inc_1", 5.0, moved=2)),
    (
        "regressed",
        {"request_id": "req_1", "regression_of": "inc_1", "event_at": 5.0},
        Regressed("inc_1", 5.0, request_id="req_1"),
    ),
    ("reopened", {"flapping": True, "event_at": 5.0}, Reopened(5.0)),
    ("late", {"request_id": "req_1", "why": "grace", "event_at": None}, CountedLate("req_1", Late.GRACE, None)),
    ("joined", SAID, Joined(DECISION)),
    ("joined", {"request_id": "req_1"} | SAID, Joined(DECISION, "req_1")),
    (
        "escalated",
        {"from": "LOW", "to": "HIGH", "request_id": "req_1"},
        Escalated(Severity.LOW, Severity.HIGH, "req_1"),
    ),
    ("merged", {"into": "inc_2", "reason": "same"}, Merged("inc_2", "same")),
    ("absorbed", {"incident_id": "inc_1", "reason": "same"}, Absorbed("inc_1", "same")),
    ("split", {"from": "inc_1", "reason": "not the same"}, Split("inc_1", "not the same")),
    ("split-off", {"incident_id": "inc_2", "reason": "not the same"}, SplitOff("inc_2", "not the same")),
    ("split-off", {"incident_id": "inc_2", "moved": 3, "reason": "other"}, SplitOff("inc_2", "other", moved=3)),
    (
        "resolved",
        {"text": "restarted", "by": "ann", "at": 5.0, "release": None, "kind": "recovered"},
        Resolved("restarted", "ann", 5.0, None, cure=Cure.RECOVERED),
    ),
    (
        "resolved",
        {"text": "restarted", "by": "ann", "at": 5.0, "release": "1.2", "kind": "fixed", "clamped": True},
        Resolved("restarted", "ann", 5.0, "1.2", clamped=True),
    ),
    (
        "resolved",
        {"text": "restarted", "by": "key:bot", "at": 5.0, "release": None, "kind": "fixed", "unconfirmed": True},
        Resolved("restarted", "key:bot", 5.0, None, unconfirmed=True),
    ),
    ("severity-set", {"from": "HIGH", "to": "LOW"}, SeveritySet(Severity.HIGH, Severity.LOW)),
    (
        "severity-set",
        {"from": "LOW", "to": "HIGH", "reason": "payday"},
        SeveritySet(Severity.LOW, Severity.HIGH, "payday"),
    ),
    ("amended", {"text": "it was DNS", "by": "bob", "release": None}, Amended("it was DNS", "bob", None)),
    ("unresolved", {"reason": "still broken"}, Unresolved("still broken")),
    ("acknowledged", {}, Acknowledged()),
    ("given-back", {}, GivenBack()),
    ("comment", {"text": "looking"}, Comment("looking")),
    ("feedback", {"helpful": True, "step": 0}, Feedback(helpful=True, step=0)),
    ("feedback", {"helpful": False, "text": "wrong host"}, Feedback(helpful=False, text="wrong host")),
    ("advised", {"abstained": False, "again": True}, Advised(abstained=False, again=True)),
    ("recovering", {"at": 5.0}, Recovering(5.0)),
    ("refired", {"request_id": "req_1"}, Refired("req_1")),
    ("recovered", {"at": 5.0}, Recovered(5.0)),
    ("still-firing", {"request_id": "req_1", "event_at": 5.0}, StillFiring("req_1", 5.0)),
    (
        "changed",
        {"change_id": "chg_1", "text": "deployed", "version": "2", "url": "", "environment": "prod"},
        Changed("chg_1", "deployed", "2", "", "prod"),
    ),
]


@pytest.mark.parametrize(("kind", "stored", "data"), STORED)
def test_an_event_is_written_and_read_as_it_is_stored(kind: str, stored: dict[str, Any], data: EventData) -> None:
    assert (data.kind.value, event_to_json(data)) == (kind, stored)
    assert event_from_json(kind, stored) == data


def test_a_resolve_of_an_older_build_was_made_by_a_person() -> None:
    stored = {"text": "restarted", "by": "ann", "at": 5.0, "release": None}
    assert event_from_json("resolved", stored) == Resolved("restarted", "ann", 5.0, None, cure=Cure.FIXED)


def test_every_kind_is_known_and_has_its_sentence() -> None:
    assert {kind for kind, *_ in STORED} == {kind.value for kind in EventKind}
    assert set(SENTENCES) == set(EventKind)


def test_an_event_names_the_report_it_speaks_of() -> None:
    for _, stored, data in STORED:
        assert request_id_of(data) == stored.get("request_id", "")


def test_a_late_join_is_an_act_an_early_one_a_decision() -> None:
    acts = {data.kind for _, _, data in STORED if is_act(data)}
    assert acts == {"merged", "absorbed", "split", "split-off", "joined"}
    assert not is_act(Joined(DECISION, "req_1"))
