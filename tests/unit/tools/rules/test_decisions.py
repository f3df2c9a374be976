"""Every verdict can be judged again from its record and the two stored messages alone."""

import json

import pytest

from tests.support.matching_cases import profile
from tools.nouns.decision_json import decision_from_json, decision_to_json
from tools.nouns.decisions import Band, Decision, Method, SeverityFrom, Verdict, Versions
from tools.nouns.incidents import Status
from tools.nouns.policy import LIVE, Mode, Policy
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidate, Profile, Report
from tools.nouns.severity import Severity
from tools.rules import decisions
from tools.rules.choices import Choice, Option, choose
from tools.rules.lifecycle import Generation, Placement
from tools.rules.matching import RULES_VERSION, judge
from tools.text.identity.fingerprint import with_profile
from tools.text.identity.profiles import profile_from_json, profile_to_json

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


def test_each_way_to_a_problem_has_its_record() -> None:
    """What was found, before it is placed."""
    made, disk = Versions(3, RULES_VERSION), profile("disk full")
    known = decisions.exact(3)
    assert (known.verdict, known.method, known.band, known.score) == (Verdict.EXISTING, Method.EXACT, Band.SAME, 1.0)
    assert (known.versions, known.searched) == (made, True)
    again = decisions.plain(3, "inc_1")
    assert (again.candidate, again.severity_from, again.versions) == ("inc_1", SeverityFrom.TICKET, made)
    taught = decisions.learned(disk, "f_sibling", 4)
    assert (taught.method, taught.candidate_fingerprint, taught.learned_word) == (Method.LEARNED, "f_sibling", 4)
    assert taught.versions == Versions(disk.version, RULES_VERSION)


def test_nothing_near_leaves_no_score() -> None:
    found = decisions.unmatched(profile("disk full"), Choice(None, ()), None, searched=False)
    assert (found.verdict, found.method, found.band) == (Verdict.NEW, Method.NONE, Band.SEPARATE)
    assert (found.score, found.vetoes, found.searched) == (None, (), False)


def test_a_late_match_says_what_became_of_the_ticket() -> None:
    found = decisions.exact(3)
    for verdict, source in (
        (Verdict.EXISTING, SeverityFrom.TICKET),
        (Verdict.REGRESSION, SeverityFrom.REGRESSION),
    ):
        late = decisions.deferred(found, verdict, "inc_1")
        assert (late.verdict, late.candidate, late.severity_from) == (verdict, "inc_1", source)
        assert (late.method, late.versions) == (found.method, found.versions)


def test_what_a_crash_left_of_a_match_is_a_regression() -> None:
    left = decisions.cut_off("inc_1")
    assert (left.verdict, left.method, left.band) == (Verdict.REGRESSION, Method.SEMANTIC, Band.SAME)
    assert (left.candidate, left.severity_from, left.versions) == ("inc_1", SeverityFrom.REGRESSION, Versions())


def test_the_refused_and_the_similar_are_named_with_evidence() -> None:
    up, down = profile("Link eth0 is up"), profile("Link eth0 is down")
    choice = choose(down, "", [Option(Candidate(up.fingerprint, 0.654321), up, "", "L1")], Policy())
    judgement = choice.refused[0].judgement
    heads = {"L1": decisions.Head("inc_1", stored("Link eth0 is up"))}
    assert decisions.shown(choice, None) == ["L1"]
    found = decisions.explained(decisions.exact(3), choice, None, heads)
    [refused], [similar] = found.alternatives, found.similar
    assert (refused.incident_id, refused.fingerprint, refused.band) == ("inc_1", up.fingerprint, Band.SEPARATE)
    assert (refused.score, refused.vetoes, refused.cosine) == (judgement.score, judgement.vetoes, 0.6543)
    assert (similar.incident_id, similar.score, similar.title) == ("inc_1", judgement.score, "Link eth0 is up")
    assert decisions.explained(decisions.exact(3), choice, "L1", heads).similar == ()
    assert decisions.explained(decisions.exact(3), choice, None, {}) == decisions.exact(3)


def test_three_refusals_are_enough_for_a_record() -> None:
    shops = [profile(f"replication of table {name} is broken") for name in ("users", "orders", "carts", "items")]
    options = [Option(Candidate(each.fingerprint, 0.6), each, "", each.message) for each in shops]
    choice = choose(profile("replication of table invoices is broken"), "", options, Policy())
    heads = {each.message: decisions.Head(each.message, each.message) for each in shops}
    assert len(decisions.explained(decisions.exact(3), choice, None, heads).alternatives) == decisions.MAX_REFUSED == 3
    assert len(decisions.shown(choice, None)) == 3


def test_a_replay_knows_threshold_clock_and_dry_run() -> None:
    found = decisions.unmatched(profile("disk full"), Choice(None, ()), None, searched=True)
    run = decisions.in_mode(found, Policy(similarity_threshold=0.81), Mode(dry_run=True), clamped=True)
    assert (run.similarity_threshold, run.dry_run, run.clamped) == (0.81, True, True)
    assert (run.verdict, run.method) == (found.verdict, found.method)
    live = decisions.in_mode(found, Policy(), LIVE)
    assert (live.dry_run, live.clamped) == (False, False)


def test_what_is_new_says_what_was_nearest() -> None:
    up, down = profile("Link eth0 is up"), profile("Link eth0 is down")
    choice = choose(down, "", [Option(Candidate(up.fingerprint, 0.5), up, "", "L1")], Policy())
    found, nearest = decisions.unmatched(down, choice, None, searched=True), choice.refused[0].judgement
    assert (found.band, found.score, found.vetoes) == (Band.SEPARATE, nearest.score, ("opposite:power",))
