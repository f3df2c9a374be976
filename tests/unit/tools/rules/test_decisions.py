"""Every verdict can be judged again from its record and the two stored messages alone."""

import json
from typing import Any

import pytest

from tests.support.matching_cases import profile
from tools.nouns.decisions import Verdict
from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate, Profile
from tools.rules import decisions
from tools.rules.choosing import Option, choose
from tools.rules.matching import judge
from tools.text.identity.fingerprint import profile_from_json, profile_to_json

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


def record(report: Profile, cosine: float, policy: Policy) -> dict[str, Any]:
    """The decision as a store writes it: the winner's evidence, or the alternatives that were refused."""
    options = [Option(Candidate(each.fingerprint, cosine), each, "", each.fingerprint) for each in map(profile, STORED)]
    choice = choose(report, "", options, policy)
    if choice.winner:
        decision = decisions.joined(report, Verdict.EXISTING, "inc_1", choice.winner, None)
    else:
        decision = decisions.opened(report, choice.refused, searched=True)
    decision["alternatives"] = decisions.alternatives(choice.refused, {})
    return dict(json.loads(json.dumps(decisions.with_policy(decision, policy))))


@pytest.mark.parametrize(("log", "cosine"), REPORTS)
@pytest.mark.parametrize("threshold", [0.0, 0.7, 0.9001, 1.0])
def test_the_record_gives_the_same_judgement_again(log: str, cosine: float, threshold: float) -> None:
    report = kept(profile(log))
    stored = {each.fingerprint: kept(each) for each in map(profile, STORED)}
    decision = record(report, cosine, Policy(similarity_threshold=threshold))
    again = Policy(similarity_threshold=decision["similarity_threshold"])
    looked_at = [(each["fingerprint"], each["cosine"], each) for each in decision["alternatives"]]
    if "candidate_fingerprint" in decision:
        looked_at.append((decision["candidate_fingerprint"], decision["evidence"]["cosine"], decision))
    assert looked_at
    for fingerprint, seen, told in looked_at:
        judgement = judge(report, stored[fingerprint], seen, again)
        assert (judgement.band.value, judgement.score, list(judgement.vetoes)) == (
            told["band"],
            told["score"],
            told["vetoes"],
        )


def test_an_exact_hit_needs_no_threshold() -> None:
    assert "similarity_threshold" not in decisions.with_policy(decisions.exact(1, Verdict.EXISTING, "inc_1"), Policy())
