"""What a report becomes: its decision, what follows, and the ticket it opens, in one value for every store."""

from dataclasses import replace

import pytest

from tools.nouns import pending
from tools.nouns.decisions import SeverityFrom, Verdict
from tools.nouns.events import Opened, Regressed
from tools.nouns.incidents import Status
from tools.nouns.jobs import JobKind
from tools.nouns.policy import LIVE, Mode, Policy
from tools.nouns.reports import Candidates, Profile, Report
from tools.nouns.severity import Severity
from tools.rules.choices import Choice
from tools.rules.decisions import exact, unmatched
from tools.rules.lifecycle import Generation, Placement
from tools.rules.new_tickets import Subject, next_generation
from tools.rules.outcomes import RecordRequest, of_known, of_new

PROFILE = Profile("f", 3, "disk full", "disk full")
REPORT = Report("req_1", "default", "api", "disk full", 900.0, "prod", Severity.CRITICAL, release="2.0")
ORDER = RecordRequest(REPORT, PROFILE, "f", Policy(), LIVE, Candidates(0, b""))
OLD = Subject("default", "inc_1", "inc_1", 1, "api", "prod", "disk full", Severity.MEDIUM)
GENERATION = Generation("inc_1", 1, Status.RESOLVED)
NOW = 1_000.0


def test_a_report_of_a_live_problem_is_counted_there() -> None:
    outcome = of_known(ORDER, exact(3), Placement(Verdict.EXISTING, GENERATION), OLD, "inc_2", NOW)
    assert (outcome.opens, outcome.effects.severity) == (None, Severity.CRITICAL)
    assert (outcome.decision.candidate, outcome.decision.severity_from) == ("inc_1", SeverityFrom.ESCALATED)


def test_a_report_of_a_resolved_problem_is_its_next_generation() -> None:
    outcome = of_known(ORDER, exact(3), Placement(Verdict.REGRESSION, GENERATION), OLD, "inc_2", NOW)
    assert outcome.opens is not None
    assert (outcome.opens.subject.incident_id, outcome.opens.subject.generation) == ("inc_2", 2)
    assert (outcome.opens.subject.severity, outcome.opens.release) == (Severity.CRITICAL, "2.0")
    assert outcome.decision.verdict is Verdict.REGRESSION
    assert outcome.effects.events == (Regressed("inc_1", 900.0, request_id="req_1"),)


@pytest.mark.parametrize(("claims", "kinds"), [(False, [JobKind.NOTIFY, JobKind.ADVISE]), (True, [JobKind.MATCH])])
def test_a_report_of_an_unknown_problem_opens_a_ticket(claims: bool, kinds: list[JobKind]) -> None:
    found = unmatched(PROFILE, Choice(None, ()), REPORT.severity, searched=True)
    opening = of_new(ORDER, found, "inc_2", NOW, claims=claims)
    assert (opening.ticket.subject.root_id, opening.ticket.opened_at) == ("inc_2", 900.0)
    assert opening.effects.events == (Opened("req_1"),)
    assert [job.kind for job in opening.effects.jobs] == kinds


def test_a_decision_says_what_was_special_about_its_run() -> None:
    ahead = replace(ORDER, report=replace(REPORT, occurred_at=9_999.0), mode=Mode(dry_run=True))
    decision = of_known(ahead, exact(3), Placement(Verdict.EXISTING, GENERATION), OLD, "inc_2", NOW).decision
    assert (decision.clamped, decision.dry_run) == (True, True)


@pytest.mark.parametrize(
    ("candidates", "waits"), [(Candidates(0, b""), pending.FRESH), (None, pending.FRESH | pending.SEMANTIC)]
)
def test_a_first_ticket_is_of_its_report(candidates: Candidates | None, waits: int) -> None:
    found = unmatched(PROFILE, Choice(None, ()), REPORT.severity, searched=candidates is not None)
    ticket = of_new(replace(ORDER, candidates=candidates), found, "inc_2", NOW).ticket
    assert ticket.subject == Subject("default", "inc_2", "inc_2", 1, "api", "prod", "disk full", Severity.CRITICAL)
    assert (ticket.release, ticket.opened_at, ticket.pending) == ("2.0", 900.0, waits)


def test_a_next_ticket_has_its_own_words_and_release() -> None:
    report = replace(REPORT, log="the disk of the archive is full", severity=None, release=None)
    request = replace(ORDER, report=report, profile=replace(PROFILE, message=report.log))
    old = replace(OLD, flapping=True, root_id="inc_0", generation=4)
    opens = of_known(request, exact(3), Placement(Verdict.REGRESSION, GENERATION), old, "inc_2", NOW).opens
    assert opens is not None
    assert opens.subject == replace(
        OLD,
        incident_id="inc_2",
        root_id="inc_0",
        generation=5,
        title="the disk of the archive is full",
        severity=Severity.HIGH,
        regression_of="inc_1",
    )
    assert (opens.release, opens.opened_at, opens.pending) == (None, 900.0, pending.FRESH)


def test_what_was_not_searched_for_has_nothing_to_compare() -> None:
    unsearched = replace(ORDER, candidates=None)
    assert (unsearched.searched, unsearched.match_query, unsearched.vector) == (False, None, b"")
    searched = replace(ORDER, candidates=Candidates(7, b"v"))
    assert searched.match_query is not None
    assert (searched.match_query.tenant, searched.match_query.service, searched.match_query.environment) == (
        "default",
        "api",
        "prod",
    )
    assert (searched.match_query.profile, searched.vector) == (PROFILE, b"v")


@pytest.mark.parametrize(("own", "becomes"), [(Severity.LOW, Severity.HIGH), (Severity.CRITICAL, Severity.CRITICAL)])
def test_a_ticket_found_late_to_recur_keeps_its_worse_severity(own: Severity, becomes: Severity) -> None:
    ticket = replace(OLD, incident_id="inc_2", root_id="inc_2", title="disk of the archive", severity=own)
    found = next_generation(replace(OLD, root_id="inc_0", generation=4), ticket, Policy())
    assert found == replace(ticket, root_id="inc_0", generation=5, regression_of="inc_1", severity=becomes)


def test_a_record_names_where_its_report_was_placed() -> None:
    for verdict in (Verdict.EXISTING, Verdict.REGRESSION):
        decision = of_known(ORDER, exact(3), Placement(verdict, GENERATION), OLD, "inc_2", NOW).decision
        assert (decision.verdict, decision.candidate) == (verdict, "inc_1")


@pytest.mark.parametrize(
    ("placement", "counts_from"),
    [
        (Placement(Verdict.REGRESSION, GENERATION), 900.0),
        (Placement(Verdict.EXISTING, GENERATION, reopens=True), 900.0),
        (Placement(Verdict.EXISTING, GENERATION), 500.0),
    ],
)
def test_what_began_before_a_resolve_opens_nothing_before_it(placement: Placement, counts_from: float) -> None:
    resolved = replace(placement, generation=replace(GENERATION, resolved_at=600.0))
    request = replace(ORDER, report=replace(REPORT, occurred_at=500.0))
    assert request.placed(resolved).moment.known == counts_from
    after = replace(ORDER, report=replace(REPORT, occurred_at=700.0))
    assert after.placed(resolved).moment.known == 700.0
