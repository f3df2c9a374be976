"""Jobs and notices are written as stores have always kept them, and read back whole."""

from typing import Any

import pytest

from tests.support.notices import notice
from tools.nouns import pending
from tools.nouns.decisions import Verdict
from tools.nouns.events import Escalated
from tools.nouns.jobs import SETTLES, Job, JobKind, NewJob, job_from_json
from tools.nouns.notices import NoticeKind
from tools.nouns.pending import pending_words
from tools.nouns.severity import Severity

NEW: dict[str, Any] = {
    "event": "new",
    "at": 1_700_000_000.25,
    "service": "payments",
    "environment": "prod",
    "severity": "HIGH",
    "title": "t",
    "regression_of": None,
    "root_id": "inc_0",
}
ESCALATION = Escalated(Severity.LOW, Severity.HIGH, "req_2")


def stored(kind: JobKind, payload: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind.value, "request_id": "req_1", "fingerprint": "f", "attempts": 2, "payload": payload}


@pytest.mark.parametrize(
    ("told", "payload"),
    [
        (notice(), NEW),
        (
            notice(kind=NoticeKind.ESCALATED, escalation=ESCALATION),
            NEW | {"event": "escalated", "from": "LOW", "to": "HIGH", "request_id": "req_2"},
        ),
    ],
)
def test_a_notice_is_kept_by_its_job_and_read_back_whole(told: Any, payload: dict[str, Any]) -> None:
    assert NewJob(JobKind.NOTIFY, notice=told).payload == payload
    job = job_from_json("7", "default", "inc_0", stored(JobKind.NOTIFY, payload))
    assert job == Job("7", JobKind.NOTIFY, "default", "inc_0", "req_1", "f", 2, told)


def test_an_escalation_without_its_report_can_be_told() -> None:
    payload = NEW | {"event": "escalated", "from": "LOW", "to": "HIGH"}
    read = job_from_json("7", "default", "inc_0", stored(JobKind.NOTIFY, payload)).notice
    assert read is not None
    assert read.escalation == Escalated(Severity.LOW, Severity.HIGH)


def test_other_jobs_tell_nothing() -> None:
    assert NewJob(JobKind.ADVISE, verdict=Verdict.NEW).payload == {"verdict": "new"}
    assert NewJob(JobKind.MATCH).payload == {}
    assert job_from_json("7", "default", "inc_0", stored(JobKind.MATCH, {})).notice is None


def test_the_end_of_a_job_settles_what_its_ticket_waits_for() -> None:
    assert {kind: pending_words(bits) for kind, bits in SETTLES.items()} == {
        JobKind.NOTIFY: ("notify",),
        JobKind.MATCH: ("semantic",),
    }
    assert pending_words(pending.FRESH | pending.SEMANTIC) == ("semantic", "runbooks", "advice", "notify")
