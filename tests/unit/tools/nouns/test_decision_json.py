"""Decisions are read as every build stored them, and written so that older readers find what they knew."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tools.nouns.decision_json import decision_from_json, decision_to_json, is_plain
from tools.nouns.decisions import (
    Alternative,
    Band,
    Comparison,
    Decision,
    Late,
    Method,
    SeverityFrom,
    Similar,
    Verdict,
    Versions,
)

SAMPLE = Path(__file__).with_name("decisions_of_older_builds.jsonl").read_text(encoding="utf-8")
OLDER = [json.loads(line) for line in SAMPLE.splitlines()]
ADDED = {"late_because", "learned_word", "searched"}

EXACT = Decision(
    Verdict.EXISTING, Method.EXACT, Band.SAME, Versions(1, 1), 1.0, "inc_1", severity_from=SeverityFrom.TICKET
)
FULL = Decision(
    Verdict.REGRESSION,
    Method.ADJUDICATED,
    Band.ASK,
    Versions(1, 2),
    0.81,
    "inc_1",
    candidate_fingerprint="f",
    evidence=Comparison(0.5, 0.81, ("a",), ("b", "c"), 2, True, ("subject",)),
    alternatives=(Alternative("inc_2", "g", Band.SEPARATE, 0.4, ("metric",), 0.39),),
    similar=(Similar("inc_2", 0.4, "disk full"),),
    severity_from=SeverityFrom.REGRESSION,
    similarity_threshold=0.7,
    clamped=True,
    dry_run=True,
)
ALL = [
    EXACT,
    FULL,
    *(replace(EXACT, late=late) for late in Late),
    replace(EXACT, method=Method.LEARNED, learned_word=0, candidate_fingerprint="f"),
    Decision(Verdict.NEW, Method.NONE, Band.SEPARATE, Versions(1, 1), severity_from=SeverityFrom.DEFAULT),
    Decision(
        Verdict.NEW, Method.NONE, Band.SEPARATE, Versions(1, 1), searched=False, severity_from=SeverityFrom.REPORT
    ),
]


@pytest.mark.parametrize("said", OLDER, ids=lambda said: said["reason"])
def test_what_older_builds_stored_says_the_same_again(said: dict[str, Any]) -> None:
    again = decision_to_json(decision_from_json(said))
    assert {name: again[name] for name in said} == said
    if "verdict" in said:
        assert set(again) - set(said) <= ADDED


def test_what_older_builds_put_in_words_is_known() -> None:
    known = {said["reason"]: decision_from_json(said) for said in OLDER}
    for late in (Late.EVENT_TIME, Late.OLDER_RELEASE, Late.GRACE):
        assert known[f"same fingerprint; {late}"].late is late
    assert known["differs in word 5, a learned parameter"].learned_word == 4
    assert not known["not searched yet: decided by fingerprint alone"].searched
    assert known["no stored problem is the same"].searched
    assert {decision.severity_from for decision in known.values()} == {None}


def test_a_repair_of_which_two_keys_were_kept_is_a_regression() -> None:
    [kept] = [said for said in OLDER if "verdict" not in said]
    assert decision_from_json(kept).verdict is Verdict.REGRESSION


@pytest.mark.parametrize("decision", ALL)
def test_a_decision_is_read_as_it_was_written(decision: Decision) -> None:
    assert decision_from_json(json.loads(json.dumps(decision_to_json(decision)))) == decision


def test_the_reason_follows_from_the_fields() -> None:
    assert [decision.reason for decision in ALL] == [
        "same fingerprint",
        "judged the same problem",
        "same fingerprint; event-time",
        "same fingerprint; older-release",
        "same fingerprint; grace",
        "same fingerprint; still-firing",
        "differs in word 1, a learned parameter",
        "no stored problem is the same",
        "not searched yet: decided by fingerprint alone",
    ]


def test_only_a_repeat_on_a_live_ticket_is_plain() -> None:
    assert [is_plain(decision_to_json(decision)) for decision in ALL] == [True, *[False] * (len(ALL) - 1)]
