"""What follows from a verdict or an act, told once for every store."""

from dataclasses import replace

import pytest

from tools.nouns import pending
from tools.nouns.decisions import Verdict
from tools.nouns.events import (
    Absorbed,
    Advised,
    CountedLate,
    Cure,
    Escalated,
    Joined,
    Opened,
    Regressed,
    Reopened,
    Resolved,
    Split,
)
from tools.nouns.incidents import Resolution, Status
from tools.nouns.jobs import JobKind
from tools.nouns.knowledge import Advice
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.policy import Policy
from tools.nouns.severity import Severity
from tools.rules.effects import (
    NO_REPORT,
    Effects,
    Source,
    absorbed,
    advised,
    amended,
    announced,
    became_next,
    claimed,
    closed,
    counted,
    escalated,
    opened,
    regressed,
    split_off,
)
from tools.rules.lifecycle import MAX_AHEAD_SECONDS, Generation, Late, Moment, Placement
from tools.rules.new_tickets import NewTicket, Subject, next_ticket, part_ticket, worst

LOW, MEDIUM, HIGH, CRITICAL = Severity
NOW = 1_000.0
TICKET = Subject("default", "inc_1", "inc_1", 1, "api", "prod", "disk full", MEDIUM)
SOURCE = Source("req_1", "f")
MOMENT = Moment(None, 900.0)
GENERATION = Generation("inc_1", 1, Status.OPEN)
JOINED = Placement(Verdict.EXISTING, GENERATION)


def told(effects: Effects) -> list[str]:
    """What people are told, and of what severity the ticket then is."""
    return [f"{job.notice.kind} {job.notice.severity.name}" for job in effects.jobs if job.notice]


def queued(effects: Effects) -> list[tuple[JobKind, bool]]:
    return [(job.kind, job.leased) for job in effects.jobs]


@pytest.mark.parametrize(
    ("waits", "kinds"),
    [
        (pending.FRESH, [JobKind.NOTIFY, JobKind.ADVISE]),
        (pending.FRESH | pending.SEMANTIC, [JobKind.NOTIFY, JobKind.ADVISE, JobKind.MATCH]),
    ],
)
def test_a_first_report_opens_tells_and_queues(waits: int, kinds: list[JobKind]) -> None:
    effects = opened(NewTicket(TICKET, None, 900.0, waits), SOURCE, NOW, live_run=True)
    assert effects.events == (Opened("req_1"),)
    assert [job.kind for job in effects.jobs] == kinds
    assert told(effects) == ["opened MEDIUM"]
    assert {(job.request_id, job.fingerprint) for job in effects.jobs} == {("req_1", "f")}


def test_a_claimed_problem_is_announced_once_it_was_compared() -> None:
    effects = claimed(SOURCE)
    assert (effects.events, queued(effects)) == ((Opened("req_1"),), [(JobKind.MATCH, True)])


@pytest.mark.parametrize("live_run", [True, False])
def test_advice_is_leased_to_the_run_that_recorded_the_report(live_run: bool) -> None:
    effects = announced(TICKET, SOURCE, NOW, live_run=live_run)
    assert queued(effects) == [(JobKind.NOTIFY, False), (JobKind.ADVISE, live_run)]


def test_a_plain_duplicate_changes_nothing() -> None:
    assert counted(TICKET, JOINED, MOMENT, None, SOURCE, NOW) == Effects()
    assert counted(TICKET, JOINED, MOMENT, MEDIUM, SOURCE, NOW) == Effects()


def test_a_worse_report_raises_the_severity_people_hear() -> None:
    effects = counted(TICKET, JOINED, MOMENT, HIGH, SOURCE, NOW)
    change = Escalated(MEDIUM, HIGH, "req_1")
    assert (effects.severity, effects.events, told(effects)) == (HIGH, (change,), ["escalated HIGH"])
    assert [job.notice.escalation for job in effects.jobs if job.notice] == [change]


def test_a_late_report_is_on_the_timeline_and_may_still_escalate() -> None:
    effects = counted(TICKET, replace(JOINED, late=Late.GRACE), MOMENT, CRITICAL, SOURCE, NOW)
    assert effects.events == (CountedLate("req_1", "grace", None), Escalated(MEDIUM, CRITICAL, "req_1"))


@pytest.mark.parametrize(("flapping", "heard"), [(False, ["reopened MEDIUM"]), (True, [])])
def test_people_are_told_once_that_a_ticket_flaps(flapping: bool, heard: list[str]) -> None:
    effects = counted(replace(TICKET, flapping=flapping), replace(JOINED, reopens=True), MOMENT, None, SOURCE, NOW)
    assert (effects.reopens, effects.events, told(effects)) == (True, (Reopened(900.0),), heard)


def test_a_regression_names_the_report_or_how_many_opened_it() -> None:
    made = next_ticket(TICKET, "inc_2", LOW, Policy(), title="again", release="2.0", opened_at=900.0)
    assert made.subject == replace(
        TICKET, incident_id="inc_2", generation=2, title="again", severity=HIGH, regression_of="inc_1"
    )
    by_report = regressed(made, SOURCE, NOW, live_run=True)
    assert by_report.events == (Regressed("inc_1", 900.0, request_id="req_1"),)
    assert (told(by_report), queued(by_report)[1]) == (["regressed HIGH"], (JobKind.ADVISE, True))
    assert regressed(made, SOURCE, NOW, live_run=False, moved=3).events == (Regressed("inc_1", 900.0, moved=3),)


def test_a_regression_is_as_bad_as_what_brought_it_back() -> None:
    made = next_ticket(TICKET, "inc_2", CRITICAL, Policy(), title="again", release=None, opened_at=900.0)
    assert made.subject.severity is CRITICAL


def test_a_regression_of_a_flapping_ticket_does_not_flap_yet() -> None:
    old = replace(TICKET, flapping=True)
    assert not next_ticket(old, "inc_2", None, Policy(), title="again", release=None, opened_at=9.0).subject.flapping


@pytest.mark.parametrize(("due", "kinds"), [(True, ["notify", "advise"]), (False, ["notify"])])
def test_a_late_match_tells_of_the_regression_and_why(due: bool, kinds: list[str]) -> None:
    ticket = replace(TICKET, regression_of="inc_0")
    effects = became_next(ticket, 900.0, {"method": "semantic"}, NOW, advice_is_due=due)
    assert effects.events == (Regressed("inc_0", 900.0), Joined({"method": "semantic"}))
    assert [job.kind for job in effects.jobs] == kinds


def test_a_merge_tells_only_of_a_worse_loser() -> None:
    loser = replace(TICKET, incident_id="inc_2")
    assert absorbed(TICKET, loser, "same", "ann", NOW) == Effects(events=(Absorbed("inc_2", "same"),), actor="ann")
    worse = absorbed(TICKET, replace(loser, severity=HIGH), "same", "ann", NOW)
    assert worse.events == (Absorbed("inc_2", "same"), Escalated(MEDIUM, HIGH))
    assert (told(worse), worse.actor) == (["escalated HIGH"], "ann")


def test_a_part_stands_alone_and_waits_for_advice_only() -> None:
    source = replace(TICKET, generation=3, regression_of="inc_0", flapping=True)
    made = part_ticket(source, "inc_9", None, title="part", release=None, opened_at=900.0)
    assert made.subject == replace(TICKET, incident_id="inc_9", root_id="inc_9", title="part")
    assert made.pending == pending.RUNBOOKS | pending.ADVICE
    assert part_ticket(source, "i", CRITICAL, title="", release=None, opened_at=0.0).subject.severity is CRITICAL
    effects = split_off(made.subject, "inc_1", "other", "ann", SOURCE, NOW)
    assert effects.events == (Split("inc_1", "other"),)
    assert queued(effects) == [(JobKind.NOTIFY, False), (JobKind.ADVISE, False)]
    assert told(effects) == ["split MEDIUM"]


def test_stored_advice_clears_what_was_waited_for() -> None:
    effects = advised(TICKET, Advice(abstained=True), "system", NOW, again=False)
    assert effects.events == (Advised(abstained=True, again=False),)
    assert (effects.clears, told(effects)) == (pending.RUNBOOKS | pending.ADVICE, ["advice-ready MEDIUM"])
    assert advised(TICKET, None, "ann", NOW, again=True).events == (Advised(abstained=False, again=True),)


def test_nothing_that_is_not_worse_escalates() -> None:
    assert escalated(TICKET, LOW, NO_REPORT, NOW, "ann") == Effects(actor="ann")


@pytest.mark.parametrize(
    ("stated", "at", "clamped"),
    [(None, NOW, False), (500.0, 500.0, False), (NOW + MAX_AHEAD_SECONDS + 1, NOW, True)],
)
def test_a_resolve_says_when_it_counts(stated: float | None, at: float, clamped: bool) -> None:
    said = closed(Resolution("restarted", "ann", stated, "2.0"), NOW, 0.0)
    assert (said.text, said.by, said.at, said.release, said.clamped) == ("restarted", "ann", at, "2.0", clamped)


def test_the_worst_of_what_was_reported() -> None:
    assert worst([None, 1, 3]) is HIGH
    assert worst([None]) is None


def test_a_notice_shows_the_ticket_as_it_is_now() -> None:
    fields = {
        "tenant": "acme",
        "incident_id": "inc_2",
        "root_id": "inc_1",
        "service": "api",
        "environment": "prod",
        "title": "disk full",
        "regression_of": "inc_1",
    }
    ticket = Subject(**fields, generation=2, severity=MEDIUM)
    [job] = escalated(ticket, HIGH, SOURCE, NOW).jobs
    change = Escalated(MEDIUM, HIGH, "req_1")
    assert job.notice == Notice(kind=NoticeKind.ESCALATED, at=NOW, severity=HIGH, follows=change, **fields)
    assert (job.kind, job.request_id, job.fingerprint) == (JobKind.NOTIFY, "req_1", "f")
    [ready] = advised(ticket, None, "system", NOW, again=False).jobs
    assert ready.notice == Notice(
        kind=NoticeKind.ADVICE_READY, at=NOW, severity=MEDIUM, follows=Advised(False, False), **fields
    )


@pytest.mark.parametrize("live_run", [True, False])
def test_advice_is_due_to_the_live_run_or_to_anybody(live_run: bool) -> None:
    back = Regressed("inc_0", 900.0)
    _, advice = announced(TICKET, SOURCE, NOW, live_run=live_run, regressed=back).jobs
    assert (advice.kind, advice.verdict, advice.leased) == (JobKind.ADVISE, Verdict.REGRESSION, live_run)
    assert (advice.request_id, advice.fingerprint) == ("req_1", "f")


def test_a_resolution_told_anew_keeps_its_time() -> None:
    recovered = Resolved("all ended", "system", 500.0, "1.0", cure=Cure.RECOVERED)
    said = amended(recovered, Resolution("restarted", "ann"), NOW)
    assert said == Resolved("restarted", "ann", 500.0, "1.0", cure=Cure.FIXED, said_at=NOW)
    assert amended(recovered, Resolution("restarted", "ann", release="2.0"), NOW).release == "2.0"


def test_a_machines_word_waits_for_a_persons() -> None:
    claim, word = Resolution("restarted", "key:bot", unconfirmed=True), Resolution("it was DNS", "ann")
    claimed = closed(claim, NOW, NOW)
    assert (claimed.unconfirmed, claimed.fix) == (True, None)
    said = amended(claimed, word, NOW)
    assert (said.unconfirmed, said.fix) == (False, "it was DNS")
    assert amended(said, claim, NOW).fix is None
