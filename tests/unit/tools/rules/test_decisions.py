"""Every verdict can be judged again from its record and the two stored messages alone."""

import json

import pytest

from tests.support.matching_cases import profile
from tools.nouns.decision_json import decision_from_json, decision_to_json
from tools.nouns.decisions import Decision, SeverityFrom, Verdict
from tools.nouns.incidents import Status
from tools.nouns.policy import LIVE, Policy
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidate, Profile, Report
from tools.nouns.severity import Severity
from tools.rules import decisions
from tools.rules.choices import Choice, Option, choose
from tools.rules.lifecycle import Generation, Placement
from tools.rules.matching import judge
from tools.text.identity.fingerprint import profile_from_json, profile_to_json, with_profile

STORED = [
    "Connection to broker at frodo was lost",
    "Connection to broker at 10.0.0.1 was lost",
    "Cache was restored from backup after 3 tries",
    "Link to rack is up",
    "High memory usage on cache nodes",
]
REPORTS = [
    ("Connection to broker at 10.0.0.9:9092 was lost", 0.98765432),
    ("Link to rack is down", 0.99995),
    ("Memory usage high on cache nodes", 0.90004999),
    ("Cache could not be filled from replica", 0.69996),
    ("Printer on fire", 0.69996),
]


def kept(value: Profile) -> Profile:
    """As a store reads it back."""
    return profile_from_json(json.loads(json.dumps(profile_to_json(value))))


def record(report: Profile, cosine: float, policy: Policy) -> Decision:
    """The decision as a store reads it back: the winner's evidence, and the alternatives that were refused."""
    options = [Option(Candidate(each.fingerprint, cosine), each, "", each.fingerprint) for each in map(profile, STORED)]
    choice = choose(report, "", options, policy)
    if choice.winner:
        found = decisions.judged(report, choice.winner)
    else:
        found = decisions.unmatched(report, choice, None, searched=True)
    heads = {each.fingerprint: decisions.Head("inc_1", each.message) for each in map(profile, STORED)}
    found = decisions.in_mode(decisions.explained(found, choice, None, heads), policy, LIVE)
    return decision_from_json(json.loads(json.dumps(decision_to_json(found))))


@pytest.mark.parametrize(("log", "cosine"), REPORTS)
@pytest.mark.parametrize("threshold", [0.0, 0.7, 0.9001, 1.0])
def test_the_record_gives_the_same_judgement_again(log: str, cosine: float, threshold: float) -> None:
    report = kept(profile(log))
    stored = {each.fingerprint: kept(each) for each in map(profile, STORED)}
    decision = record(report, cosine, Policy(similarity_threshold=threshold))
    assert decision.similarity_threshold is not None
    again = Policy(similarity_threshold=decision.similarity_threshold)
    looked_at = [(each.fingerprint, each.cosine, each) for each in decision.alternatives]
    if decision.candidate_fingerprint:
        looked_at.append((decision.candidate_fingerprint, decision.evidence.cosine, decision))
    assert looked_at
    for fingerprint, seen, told in looked_at:
        judgement = judge(report, stored[fingerprint], seen, again)
        assert (judgement.band, judgement.score, judgement.vetoes) == (told.band, told.score, told.vetoes)


def test_an_exact_hit_needs_no_threshold() -> None:
    assert decisions.in_mode(decisions.exact(1), Policy(), LIVE).similarity_threshold is None


@pytest.mark.parametrize(
    ("verdict", "reported", "source"),
    [
        (Verdict.EXISTING, None, SeverityFrom.TICKET),
        (Verdict.EXISTING, Severity.MEDIUM, SeverityFrom.TICKET),
        (Verdict.EXISTING, Severity.HIGH, SeverityFrom.ESCALATED),
        (Verdict.REGRESSION, None, SeverityFrom.REGRESSION),
        (Verdict.REGRESSION, Severity.HIGH, SeverityFrom.REGRESSION),
        (Verdict.REGRESSION, Severity.CRITICAL, SeverityFrom.REPORT),
    ],
)
def test_a_decision_says_where_the_severity_came_from(
    verdict: Verdict, reported: Severity | None, source: SeverityFrom
) -> None:
    placement = Placement(verdict, Generation("inc_1", 1, Status.OPEN))
    decision = decisions.placed(decisions.exact(1), placement, Severity.MEDIUM, reported, Policy())
    assert decision.severity_from is source


def test_a_new_ticket_says_where_its_severity_came_from() -> None:
    for severity, source in ((None, SeverityFrom.DEFAULT), (Severity.LOW, SeverityFrom.REPORT)):
        found = decisions.unmatched(profile("disk full"), Choice(None, ()), severity, searched=True)
        assert found.severity_from is source


def test_a_severity_that_only_the_text_states_is_called_so() -> None:
    for log, own, source in (
        ("DISK CRITICAL - no space is left on /data", None, SeverityFrom.TEXT),
        ("ERROR disk full", None, SeverityFrom.TEXT),
        ("ERROR disk full", Severity.LOW, SeverityFrom.REPORT),
        ("disk full", None, SeverityFrom.DEFAULT),
    ):
        told = with_profile(Report("req_1", "default", stored("api"), stored(log), 0.0, severity=own))
        found = decisions.unmatched(told.profile, Choice(None, ()), told.report.severity, searched=True)
        assert found.severity_from is source, log
    placement = Placement(Verdict.REGRESSION, Generation("inc_1", 1, Status.OPEN))
    worse = decisions.placed(
        decisions.exact(1), placement, Severity.LOW, Severity.CRITICAL, Policy(), SeverityFrom.TEXT
    )
    assert worse.severity_from is SeverityFrom.TEXT
