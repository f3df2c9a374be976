"""What a judgement of two messages holds: its band, its score, and the evidence it can be replayed from."""

from typing import Any

import pytest

from tests.support.matching_cases import profile
from tools.nouns.decisions import Band, Judgement
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile
from tools.rules.matching import ALIGNED_SCORE, MOST_LEFTOVERS, RULES_VERSION, judge
from tools.rules.matching_words import overlap


def judged(one: str, other: str, cosine: float = 0.5, **policy: float) -> Judgement:
    left, right = profile(one), profile(other)
    found = judge(left, right, cosine, Policy(**policy))  # type: ignore[arg-type]  # only the threshold is named
    back = judge(right, left, cosine, Policy(**policy))  # type: ignore[arg-type]
    assert (back.band, back.score, set(back.vetoes)) == (found.band, found.score, set(found.vetoes))
    return found


def message(template: str, params: tuple[str, ...] = (), **fields: Any) -> Profile:
    return Profile("f", 3, fields.pop("message", template), template, params, **fields)


def band(left: Profile, right: Profile, cosine: float = 0.0) -> Band:
    found = judge(left, right, cosine, Policy()).band
    assert judge(right, left, cosine, Policy()).band is found, "it does not matter who came first"
    return found


def test_templates_that_line_up_score_above_all_others() -> None:
    one, other = "Connection to broker at 10.0.0.9:9092 was lost", "Connection to broker at frodo was lost"
    found = judged(one, other, cosine=0.2)
    lexical = overlap(profile(one).template, profile(other).template)
    assert found.band is Band.SAME
    assert found.score == round(ALIGNED_SCORE + (1 - ALIGNED_SCORE) * lexical, 4)
    assert found.evidence is not None
    assert found.evidence.aligned


def test_others_score_by_words_and_meaning() -> None:
    one, other = "Disk of the ledger is almost full", "Storage of the ledger runs out soon"
    lexical = overlap(profile(one).template, profile(other).template)
    assert judged(one, other, cosine=0.6).score == round((lexical + 0.6) / 2, 4)
    assert judged(one, other, cosine=-0.4).score == round(lexical / 2, 4)


def test_the_evidence_can_be_replayed() -> None:
    found = judged("Disk of the ledger is almost full", "Queue of the ledger runs over soon", cosine=0.123456)
    evidence = found.evidence
    assert evidence is not None
    assert (evidence.cosine, evidence.rules, evidence.aligned) == (0.1235, RULES_VERSION, False)
    assert 0 < evidence.lexical == round(evidence.lexical, 4) < 1
    assert {"disk", "full"} <= set(evidence.only_left)
    assert "queu" in evidence.only_right
    many = judged(" ".join(f"zorbit{letter}" for letter in "abcdefghijkl"), "disk full")
    assert many.evidence is not None
    assert len(many.evidence.only_left) == MOST_LEFTOVERS == 8


@pytest.mark.parametrize(
    ("cosine", "threshold", "asked"), [(0.7, 0.7, True), (0.69, 0.7, False), (0.69, 0.6, True), (0.69996, 0.7, True)]
)
def test_somebody_is_asked_from_the_threshold_on(cosine: float, threshold: float, asked: bool) -> None:
    found = judged("disk almost exhausted", "storage space is running low", cosine, similarity_threshold=threshold)
    assert found.band is (Band.ASK if asked else Band.SEPARATE)


def test_words_in_common_ask_without_any_meaning() -> None:
    assert (
        judged("replication of table users is broken", "replication of table orders is slow", 0.0).band is not Band.SAME
    )
    assert judged("belt of the press waits", "belt of the oven waits", 0.0).band is Band.ASK


def test_a_veto_forbids_whatever_the_score() -> None:
    found = judged("Link eth0 is up", "Link eth0 is down", cosine=1.0)
    assert (found.band, found.vetoes) == (Band.SEPARATE, ("opposite:power",))


def test_a_doubt_asks_where_it_would_have_joined() -> None:
    one = message("Connection to broker at <*> was lost", ("10.0.0.9",), level="error")
    other = message("Connection to broker at frodo was lost", level="info")
    assert band(one, message("Connection to broker at frodo was lost", level="error")) is Band.SAME
    assert band(one, other) is Band.ASK
    evidence = judge(one, other, 0.0, Policy()).evidence
    assert evidence is not None
    assert evidence.doubts == ("level",)


def test_a_leading_level_that_the_other_header_says_is_no_word() -> None:
    one = message("ERROR broker zorbit was lost <*> times", ("3",))
    for level, same in (("error", True), ("info", False)):
        other = message("broker zorbit was lost <*> times", ("4",), level=level)
        assert (band(one, other) is Band.SAME) is same


ALIGNED = [
    ("user <*> was banned for spam", ("u17",), "user frodo was banned for spam"),
    ("interface <*> dropped two frames today", ("eth0",), "interface trunk dropped two frames today"),
    ("sheet <*> was skipped today again", ("sales7_weekly",), "sheet sales_weekly was skipped today again"),
    ("session of <*> was lost today", ("10.0.0.1",), "session of mkern zorbit frob was lost today"),
    ("<*> was banned for spam", ("u17",), "frodo was banned for spam"),
    ("was banned for spam by <*>", ("u17",), "was banned for spam by frodo"),
    ("flood was seen at <*> today", ("eth0",), "flood was seen at trunk <*> today"),
    ("host <*> saw flood on interface <*>", ("10.0.0.1", "eth0"), "host <*> saw flood on interface trunk"),
]
APART = [
    ("queue <*> was dropped for spam", ("q17",), "queue zorbit was dropped for spam"),
    ("session of <*> was lost today", ("10.0.0.1",), "session of connection was lost today"),
    ("session of <*> was lost today", ("10.0.0.1",), "session of mkern zorbit frob quux was lost today"),
    ("sheet <*> was skipped today again", ("sales-7-weekly",), "sheet sales_weekly was skipped today again"),
    ("session of frodo was lost today", (), "session of aldo was lost today"),
    ("<*> lost", ("u17",), "frodo lost"),
    ("<*> <*> <*> lost session <*> <*> <*>", tuple("123456"), "mkern zorbit frob lost session quux aldo gimli"),
    ("<*> a <*> lost <*> session <*> by <*>", ("1", "2", "3", "4", "5"), "qa a qb lost qc session qd by qe"),
]


@pytest.mark.parametrize(("template", "params", "written"), ALIGNED)
def test_a_word_in_the_place_of_a_value_lines_up(template: str, params: tuple[str, ...], written: str) -> None:
    judgement = judge(message(template, params, component="cartd"), message(written, component="cartd"), 0.0, Policy())
    assert (judgement.band, judgement.evidence and judgement.evidence.aligned) == (Band.SAME, True)


@pytest.mark.parametrize(("template", "params", "written"), APART)
def test_a_word_that_means_something_does_not(template: str, params: tuple[str, ...], written: str) -> None:
    left, right = message(template, params, component="cartd"), message(written, component="cartd")
    judgement = judge(left, right, 0.0, Policy())
    assert judgement.band is not Band.SAME
    assert judgement.evidence is not None
    assert not judgement.evidence.aligned


FRAME = {"frame": ["cart.total"], "exception": ["KeyError"]}


def test_one_place_that_raised_is_one_crash_if_one_tells_more() -> None:
    short = message("KeyError", message="KeyError in cart", entities=FRAME)
    more = message(
        "KeyError caused", message="KeyError in cart\nclosed twice", entities={**FRAME, "exception": ["IOError"]}
    )
    assert band(short, more) is Band.SAME
    other = message("KeyError", message="IOError in mail", entities=FRAME)
    assert band(short, other) is not Band.SAME
    elsewhere = message("KeyError caused", message=more.message, entities={**FRAME, "frame": ["mail.send"]})
    assert band(short, elsewhere) is Band.SEPARATE
    for veto in ("environment", "label:region"):
        apart = message("KeyError caused", message=more.message, entities={**FRAME, veto: ["a"]})
        here = message("KeyError", message=short.message, entities={**FRAME, veto: ["b"]})
        assert band(here, apart) is Band.SEPARATE, veto


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"component": "cartd"}, False),
        ({"entities": {"frame": ["cart.total"]}}, False),
        ({"message": "a=1 b=2"}, False),
        ({"message": "a=1"}, True),
    ],
)
def test_only_a_clause_without_header_joins_in_any_order(changes: dict[str, Any], same: bool) -> None:
    one, other = message("probe of ring failed"), message("failed probe for the ring", **changes)
    assert (band(one, other) is Band.SAME) is same


@pytest.mark.parametrize(
    ("one", "other", "found", "doubts"),
    [
        (
            "Outbox of hall is almost full. Mails wait.",
            "Outbox hall, old zorbit relay, almost full. Mails wait.",
            Band.SAME,
            (),
        ),
        (
            "Outbox of hall almost full. Mails wait.",
            "Outbox hall, old zorbit relay, almost full. Mails wait.",
            Band.ASK,
            (),
        ),
        (
            "Tape arm stands. It is failing to load tapes.",
            "Tape arm stands. It is failing to eject tapes.",
            Band.ASK,
            ("attempt",),
        ),
        ("Tape arm stands. It is failing to load tapes.", "Tape arm stands. It is failing tapes.", Band.SAME, ()),
        (
            "Import stands. Reason: seat map lost",
            "Import stands. Reason: tariff unknown",
            Band.SEPARATE,
            ("cause",),
        ),
    ],
)
def test_texts_for_people_are_judged_by_sentences(one: str, other: str, found: Band, doubts: tuple[str, ...]) -> None:
    """Two small words make a sentence of it; another step or cause is asked about."""
    judgement = judged(one, other, cosine=0.0)
    assert judgement.evidence is not None
    assert (judgement.band, judgement.evidence.doubts) == (found, doubts)
