"""Of which events people hear, with who did what, and of which counts."""

import pytest

from tools.nouns.alert_events import Recovered, Recovering, Refired
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Acknowledged, Amended, Comment, GivenBack, Merged, Resolved, Split, SplitOff, Unresolved
from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity
from tools.rules.effects import Effects, grown, happened
from tools.rules.new_tickets import Subject

NOW = 1_000.0
TICKET = Subject("default", "inc_1", "inc_1", 1, "api", "prod", "disk full", Severity.MEDIUM)


def told(effects: Effects) -> list[str]:
    return [f"{job.notice.kind} {job.notice.severity.name}" for job in effects.jobs if job.notice]


LIFE = [
    (Acknowledged(), NoticeKind.ACKNOWLEDGED),
    (GivenBack(), NoticeKind.REOPENED),
    (Resolved("restarted", "ann", NOW, None), NoticeKind.RESOLVED),
    (Amended("replaced", "ann", None), NoticeKind.AMENDED),
    (Unresolved("still there"), NoticeKind.REOPENED),
    (Merged("inc_2", "same"), NoticeKind.MERGED),
    (Split("inc_2", "other"), NoticeKind.SPLIT),
    (Recovering(NOW), NoticeKind.RECOVERING),
    (Recovered(NOW), NoticeKind.RECOVERED),
]


@pytest.mark.parametrize(("event", "kind"), LIFE)
def test_people_hear_who_did_what_and_what_was_said(event: EventData, kind: NoticeKind) -> None:
    effects = happened(TICKET, event, "ann", NOW)
    assert (effects.events, effects.actor, told(effects)) == ((event,), "ann", [f"{kind} MEDIUM"])
    [job] = effects.jobs
    assert job.notice is not None
    assert (job.notice.follows, job.notice.actor, job.notice.at) == (event, "ann", NOW)


@pytest.mark.parametrize("event", [Comment("looking"), SplitOff("inc_2", "other"), Refired("req_1")])
def test_of_other_events_nobody_hears(event: EventData) -> None:
    assert happened(TICKET, event, "ann", NOW) == Effects(events=(event,), actor="ann")


@pytest.mark.parametrize(
    ("before", "after", "reached"),
    [(1, 2, 0), (8, 9, 0), (9, 10, 10), (10, 11, 0), (10, 10, 0), (99, 100, 100), (3, 1_500, 1_000), (100, 999, 0)],
)
def test_people_hear_of_ten_a_hundred_a_thousand(before: int, after: int, reached: int) -> None:
    found = [(job.notice.kind, job.notice.occurrences) for job in grown(TICKET, before, after, NOW).jobs if job.notice]
    assert found == ([(NoticeKind.GROWN, reached)] if reached else [])
