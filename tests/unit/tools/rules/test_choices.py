"""What an answer offers as similar: the nearest of other problems, refused or doubtful, and nothing unrelated."""

from tools.nouns.decisions import Band, Method
from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate, Candidates, Profile, Report
from tools.rules.choices import MAX_SIMILAR, MatchQuery, Option, choose, near
from tools.text.identity.fingerprint import profile_of


def profile(log: str) -> Profile:
    return profile_of(Report("r", "t", "api", log, 0.0))


def offered(log: str, *stored: str, cosine: float = 0.6, not_of: str | None = None) -> list[str]:
    options = [
        Option(Candidate(known.fingerprint, cosine), known, "", name) for name in stored for known in [profile(name)]
    ]
    return [each.option.lineage for each in near(choose(profile(log), "", options, Policy()), not_of)]


def test_later_candidates_are_judged_and_a_ruling_is_kept():
    mine, found = profile("disk full"), Candidate("a", 0.9, ruling=True)
    match_query = MatchQuery("t", "api", "", mine, Candidates(0, b"", (found,)))
    newer = [Candidate("b", 0.8), Candidate("a", 0.9), Candidate(mine.fingerprint, 1.0)]
    assert match_query.among(newer) == [newer[0], found]


def test_a_refused_state_of_the_same_thing_is_worth_knowing():
    assert offered("Link eth0 is down", "Link eth0 is up") == ["Link eth0 is up"]


def test_what_only_a_model_finds_near_is_offered_as_a_question():
    assert offered("disk almost exhausted", "storage space is running low", cosine=0.75) == [
        "storage space is running low"
    ]


def test_the_unrelated_is_not():
    assert offered("Link eth0 is down", "certificate expires in 3 days", cosine=0.2) == []


def test_a_problem_is_offered_once_and_never_to_itself():
    assert offered("Link eth0 is down", "Link eth0 is up", "Link eth0 is up") == ["Link eth0 is up"]
    assert offered("Link eth0 is down", "Link eth0 is up", not_of="Link eth0 is up") == []


def test_three_are_enough():
    many = [f"replication of table {name} is broken" for name in ("users", "orders", "carts", "items", "prices")]
    assert len(offered("replication of table invoices is broken", *many)) == MAX_SIMILAR


def test_a_vague_report_does_not_bring_another_host_to_a_ticket():
    told = ["disk is full", "disk is full on db-1.internal", "disk is full on cache-4.internal"]
    vague, one, other = (profile(log) for log in told)
    options = [Option(Candidate(each.fingerprint, 0.9), each, "", "L1") for each in (vague, one)]
    assert choose(other, "", options, Policy()).winner is None
    assert choose(one, "", options[:1], Policy()).winner is not None


def test_another_environment_is_never_joined():
    known = profile("disk is full")
    for there, joins in (("prod", True), ("test", False)):
        choice = choose(known, "prod", [Option(Candidate(known.fingerprint, 1.0), known, there, "L1")], Policy())
        assert (choice.winner is not None) is joins
    [refused] = choice.refused
    assert (refused.judgement.band, refused.judgement.vetoes) == (Band.SEPARATE, ("environment",))
    assert refused.judgement.score == 1.0
    assert refused.judgement.evidence is not None


def test_who_joins_comes_first_then_who_is_nearest():
    mine = profile("Connection to broker at 10.0.0.9:9092 was lost")
    asked, same = profile("Messages wait for the broker"), profile("Connection to broker at frodo was lost")
    options = [
        Option(Candidate(asked.fingerprint, 0.99, ruling=True), asked, "", "asked"),
        Option(Candidate("f_far", 0.1), profile("certificate expires in 3 days"), "", "far"),
        Option(Candidate(same.fingerprint, 0.1), same, "", "same"),
        Option(Candidate("f_no", 0.98, ruling=False), asked, "", "denied"),
    ]
    choice = choose(mine, "", options, Policy())
    assert choice.winner is not None
    assert [choice.winner.option.lineage, *(each.option.lineage for each in choice.refused)] == [
        "same",
        "asked",
        "denied",
        "far",
    ]
    assert choice.winner.method is Method.SEMANTIC
    assert choice.refused[0].method is Method.ADJUDICATED


def test_a_tie_is_broken_the_same_way_everywhere():
    known = profile("disk is full")
    options = [Option(Candidate(name, 0.9), known, "", name) for name in ("f_b", "f_a", "f_c")]
    for order in (options, options[::-1]):
        choice = choose(known, "", order, Policy())
        assert choice.winner is not None
        assert [choice.winner.option.lineage, *(each.option.lineage for each in choice.refused)] == [
            "f_a",
            "f_b",
            "f_c",
        ]
