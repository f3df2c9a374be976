"""Each kind of notice says in a sentence or two what happened and who did it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.incidents import NOW, incident
from tests.support.notices import notice
from tools.messages.headlines import headline, who
from tools.messages.summaries import Occasion, summary
from tools.nouns.alert_events import Recovered, Recovering
from tools.nouns.events import (
    Acknowledged,
    Amended,
    Cure,
    Escalated,
    GivenBack,
    Merged,
    Reopened,
    Resolved,
    Split,
    Unresolved,
)
from tools.nouns.incidents import Dossier, Status
from tools.nouns.knowledge import Advice
from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity

FIXED = Resolved("restarted it", "ann", NOW - 3 * 86_400, None)
CASES: list[tuple[NoticeKind, dict[str, Any], str, str]] = [
    (NoticeKind.OPENED, {}, "New: t", "A new problem with payments in prod, severity HIGH."),
    (NoticeKind.OPENED, {"environment": ""}, "New: t", "A new problem with payments, severity HIGH."),
    (
        NoticeKind.ESCALATED,
        {"follows": Escalated(Severity.LOW, Severity.HIGH, "req_2")},
        "Now HIGH: t",
        "A worse report raised its severity from LOW to HIGH.",
    ),
    (
        NoticeKind.ESCALATED,
        {"follows": Escalated(Severity.LOW, Severity.HIGH)},
        "Now HIGH: t",
        "A worse incident that was merged into it raised its severity from LOW to HIGH.",
    ),
    (
        NoticeKind.GROWN,
        {"occurrences": 1000},
        "Reported 1,000 times: t",
        "It was reported 1,000 times in 1 hour.",
    ),
    (
        NoticeKind.ACKNOWLEDGED,
        {"follows": Acknowledged(), "actor": "user:ann"},
        "Acknowledged: t",
        "ann is working on it.",
    ),
    (
        NoticeKind.REOPENED,
        {"follows": GivenBack(), "actor": "user:ann"},
        "Reopened: t",
        "ann is no longer working on it, and nobody else is.",
    ),
    (
        NoticeKind.UNACKNOWLEDGED,
        {"waited": 600.0},
        "Nobody is on it: t",
        "It has been open for 10 minutes and nobody has acknowledged it.",
    ),
    (
        NoticeKind.RESOLVED,
        {"follows": replace(FIXED, release="1.4.0"), "actor": "user:ann"},
        "Resolved: t",
        "ann resolved it (release 1.4.0): restarted it",
    ),
    (NoticeKind.RESOLVED, {"follows": FIXED, "actor": "key:ci"}, "Resolved: t", "key:ci resolved it: restarted it"),
    (NoticeKind.RESOLVED, {"follows": FIXED}, "Resolved: t", "ann resolved it: restarted it"),
    (
        NoticeKind.AMENDED,
        {"follows": Amended("it was DNS", "bob", None), "actor": "cli:bob"},
        "Resolution corrected: t",
        "bob corrected what fixed it: it was DNS",
    ),
    (
        NoticeKind.REOPENED,
        {"follows": Unresolved("It is still full."), "actor": "user:cyd"},
        "Reopened: t",
        "cyd reopened it, because it had not been fixed. It is still full.",
    ),
    (
        NoticeKind.REOPENED,
        {"follows": Reopened(NOW)},
        "Keeps coming back: t",
        "The problem keeps coming back, so the same incident was reopened. This is sent only once.",
    ),
    (
        NoticeKind.RECOVERING,
        {"follows": Recovering(NOW)},
        "Recovering: t",
        "All of its alerts have ended. It is resolved if it stays quiet.",
    ),
    (
        NoticeKind.RECOVERED,
        {"follows": Recovered(NOW), "actor": "system:recovery"},
        "Recovered: t",
        "All of its alerts had ended and none fired again, so it was resolved.",
    ),
    (
        NoticeKind.MERGED,
        {"follows": Merged("inc_1", "same disk"), "actor": "user:ann"},
        "Merged: t",
        "ann merged it into inc_1: same disk",
    ),
    (
        NoticeKind.MERGED,
        {"follows": Merged("inc_1", "judged the same problem")},
        "Merged: t",
        "It was merged into inc_1: judged the same problem",
    ),
    (
        NoticeKind.SPLIT,
        {"follows": Split("inc_1", "another disk"), "actor": "user:ann"},
        "Split off: t",
        "ann split it off from inc_1: another disk",
    ),
    (NoticeKind.ADVICE_READY, {}, "Advice is ready: t", "The pool."),
]


@pytest.mark.parametrize(("kind", "fields", "line", "sentence"), CASES)
def test_each_kind_says_what_happened(kind: NoticeKind, fields: dict[str, Any], line: str, sentence: str) -> None:
    told = notice(kind=kind, at=NOW, **fields)
    assert (headline(told), summary(Occasion(told, incident()))) == (line, sentence)


def test_every_kind_of_notice_has_its_words() -> None:
    for kind in NoticeKind:
        told = notice(kind=kind)
        assert headline(told).endswith(": t")
        assert summary(Occasion(told, incident())).endswith((".", ":"))


@pytest.mark.parametrize(
    ("resolution", "sentence"),
    [
        (FIXED, "A problem with payments in prod is back. ann resolved it 3 days ago, as inc_9."),
        (
            replace(FIXED, cure=Cure.RECOVERED, at=NOW - 90),
            "A problem with payments in prod is back. Its alerts ended 1 minute ago, as inc_9.",
        ),
        (None, "A resolved problem with payments in prod is back."),
    ],
)
def test_a_regression_says_how_it_ended_last_time(resolution: Resolved | None, sentence: str) -> None:
    before = incident(incident_id="inc_9", status=Status.RESOLVED, resolution=resolution)
    told = notice(kind=NoticeKind.REGRESSED, at=NOW, regression_of="inc_9")
    assert summary(Occasion(told, incident(), before)) == sentence


@pytest.mark.parametrize(
    ("advice", "sentence"),
    [
        (Advice(abstained=True, reason="Nothing is like it."), "No runbook fits. Nothing is like it."),
        (Advice(), "There are steps to take."),
        (None, "No runbook fits."),
    ],
)
def test_advice_says_its_cause_or_why_there_is_none(advice: Advice | None, sentence: str) -> None:
    told = notice(kind=NoticeKind.ADVICE_READY)
    assert summary(Occasion(told, incident(dossier=Dossier(advice=advice)))) == sentence


def test_programs_without_a_name_did_nothing() -> None:
    assert [who("system"), who("system:recovery")] == [None, None]
    assert [who("user:ann"), who("key:ci"), who("cli:root")] == ["ann", "key:ci", "root"]
