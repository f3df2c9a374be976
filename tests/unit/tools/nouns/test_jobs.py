"""Jobs and notices are written as stores have always kept them, and read back whole."""

from typing import Any

import orjson
import pytest

from tests.support.notices import notice
from tools.nouns import pending
from tools.nouns.alert_events import Recovered, Recovering
from tools.nouns.decisions import Verdict
from tools.nouns.event_kinds import EventData
from tools.nouns.events import (
    Acknowledged,
    Amended,
    Escalated,
    GivenBack,
    Merged,
    Opened,
    Regressed,
    Reopened,
    Resolved,
    Split,
    Unresolved,
)
from tools.nouns.jobs import CLEARS, Job, JobKind, NewJob, job_from_json
from tools.nouns.notices import NoticeKind
from tools.nouns.pending import pending_words
from tools.nouns.severity import Severity

NEW: dict[str, Any] = {
    "event": "opened",
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
            notice(kind=NoticeKind.ESCALATED, follows=ESCALATION),
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


FOLLOWING = [
    Acknowledged(),
    GivenBack(),
    Resolved("restarted", "ann", 1.0, "2.0"),
    Amended("replaced", "ann", None),
    Unresolved("still there"),
    Reopened(1.0),
    Merged("inc_2", "same"),
    Split("inc_2", "other"),
    Recovering(1.0),
    Recovered(1.0),
    Opened("req_1"),
    Regressed("inc_9", 1.0, request_id="req_1"),
]


@pytest.mark.parametrize("event", FOLLOWING)
def test_what_happened_is_kept_with_who_did_it(event: EventData) -> None:
    told = notice(follows=event, actor="ann")
    payload = orjson.loads(orjson.dumps(NewJob(JobKind.NOTIFY, notice=told).payload))
    assert job_from_json("7", "default", "inc_0", stored(JobKind.NOTIFY, payload)).notice == told


def test_growth_and_impatience_keep_their_numbers() -> None:
    for told in (
        notice(kind=NoticeKind.GROWN, occurrences=100),
        notice(kind=NoticeKind.UNACKNOWLEDGED, to=("pager", "mail"), waited=600.0),
    ):
        payload = orjson.loads(orjson.dumps(NewJob(JobKind.NOTIFY, notice=told).payload))
        assert job_from_json("7", "default", "inc_0", stored(JobKind.NOTIFY, payload)).notice == told


@pytest.mark.parametrize(
    ("word", "kind"),
    [("new", NoticeKind.OPENED), ("regression", NoticeKind.REGRESSED), ("flapping", NoticeKind.REOPENED)],
)
def test_words_of_earlier_builds_are_read(word: str, kind: NoticeKind) -> None:
    read = job_from_json("7", "default", "inc_0", stored(JobKind.NOTIFY, NEW | {"event": word})).notice
    assert read is not None
    assert (read.kind, read.older_word) == (kind, word)


def test_the_log_and_the_first_webhook_keep_their_words() -> None:
    said = {kind: notice(kind=kind).older_word for kind in NoticeKind}
    assert {kind: word for kind, word in said.items() if word} == {
        NoticeKind.OPENED: "new",
        NoticeKind.REGRESSED: "regression",
        NoticeKind.ESCALATED: "escalated",
        NoticeKind.ADVICE_READY: "advice-ready",
    }
    assert notice(kind=NoticeKind.REOPENED, follows=Reopened(1.0)).older_word == "flapping"
    assert notice(kind=NoticeKind.REOPENED, follows=Unresolved("still there")).older_word is None


def test_other_jobs_tell_nothing() -> None:
    assert NewJob(JobKind.ADVISE, verdict=Verdict.NEW).payload == {"verdict": "new"}
    assert NewJob(JobKind.MATCH).payload == {}
    assert job_from_json("7", "default", "inc_0", stored(JobKind.MATCH, {})).notice is None


def test_the_end_of_a_job_clears_what_its_ticket_waits_for() -> None:
    assert {kind: pending_words(bits) for kind, bits in CLEARS.items()} == {
        JobKind.NOTIFY: ("notify",),
        JobKind.MATCH: ("semantic",),
    }
    assert pending_words(pending.FRESH | pending.SEMANTIC) == ("semantic", "runbooks", "advice", "notify")
