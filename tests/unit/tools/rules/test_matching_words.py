"""The words of a template as evidence: their stems, their weight, and where two sequences of words differ."""

import pytest

from tools.rules.matching_words import (
    Segment,
    align,
    content,
    is_name_beside,
    is_value_like,
    overlap,
    plain_poles,
    stem,
)
from tools.rules.matching_words import words as words_of


@pytest.mark.parametrize(
    ("one", "words"),
    [
        ("fail", "fails failed failing"),
        ("retry", "retries"),
        ("process", "process processes"),
        ("class", "class classes"),
        ("los", "loses losing"),
        ("queu", "queue queued queues"),
        ("red", "red"),
        ("bed", "bed beds"),
    ],
)
def test_a_word_loses_its_inflection_and_no_more(one: str, words: str) -> None:
    assert {stem(word) for word in words.split()} == {one}


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("link is not up", "link is down"),
        ("link is not Up", "link is down"),
        ("host not healthy today", "host unhealthy today"),
        ("state is not valid", "state is invalid"),
        ("it is not not up", "it is not down"),
        ("it did not sneeze", "it did not sneeze"),
        ("up not", "up not"),
        ("link is up", "link is up"),
    ],
)
def test_a_negated_state_is_its_opposite(said: str, plainly: str) -> None:
    assert " ".join(plain_poles(said.split())) == plainly


def test_names_count_by_their_parts_and_values_not_at_all() -> None:
    assert set(content("NotWritablePrimary of max_connections got 5xx <*> a")) == {
        "not", "writabl", "primary", "max", "connection", "got", "5xx",
    }  # fmt: skip


def test_a_rare_word_weighs_more() -> None:
    weights = content("connection zorbitron")
    assert weights["zorbitron"] > weights["connection"] > 0


def test_fillers_are_left_out_of_the_order_of_words() -> None:
    assert words_of("The link <*> is not up") == ("link", "<*>", "down")


def test_overlap_is_the_shared_weight() -> None:
    assert overlap("disk full", "full disk") == 1.0
    assert overlap("disk full", "queue late") == 0.0
    assert overlap("the", "of") == 0.0
    part = overlap("disk full", "disk empty")
    weights = content("disk full") | content("disk empty")
    assert part == pytest.approx(weights["disk"] / sum(weights.values()))
    assert overlap("disk empty", "disk full") == part


@pytest.mark.parametrize(
    ("left", "right", "segments"),
    [
        ("disk a is full", "disk b is full", [("a", "b", 1, 1)]),
        ("a b is full", "c d is empty", [("a b", "c d", 0, 0), ("full", "empty", 3, 3)]),
        ("disks fail", "disk failed", []),
        ("disk <*> fails", "disk a fails", [("<*>", "a", 1, 1)]),
        ("disk a of host is full", "disk is full", [("a of host", "", 1, 1)]),
        ("disk is full", "disk a of host is full", [("", "a of host", 1, 1)]),
        ("full", "disk is full", [("", "disk is", 0, 0)]),
        ("full a", "full", [("a", "", 1, 1)]),
        ("a a", "a a a", [("", "a", 2, 2)]),
        ("", "", []),
    ],
)
def test_where_two_messages_differ(left: str, right: str, segments: list[tuple[str, str, int, int]]) -> None:
    expected = [Segment(tuple(ours.split()), tuple(theirs.split()), at, there) for ours, theirs, at, there in segments]
    assert list(align(left.split(), right.split())) == expected


@pytest.mark.parametrize(
    ("word", "value", "before", "name"),
    [
        ("finance_daily", "finance7_daily", "table", True),
        ("finance_daily", "finance7-daily", "table", False),
        ("finance_daily", "Finance7_daily", "table", False),
        ("trunk", "eth0", "interface", True),
        ("trunk", "eth0", "at", True),
        ("trunk", "eth0", "for", False),
        ("trunk", "10.0.0.1", "at", False),
        ("trunk2", "eth0", "at", False),
        ("Trunk", "eth0", "at", False),
        ("full", "eth0", "at", False),
        ("the", "eth0", "at", False),
        ("memory", "eth0", "at", False),
    ],
)
def test_a_word_in_the_place_of_a_numbered_name(word: str, value: str, before: str, name: bool) -> None:
    assert is_name_beside(word, value, before) is name


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("frodo", True),
        ("zorbitron", True),
        ("connection", False),
        ("up", False),
        ("missing", False),
        ("not", False),
        ("the", False),
        ("ZORBIT", False),
        ("zorbited", False),
        ("zorbiting", False),
        ("ZorbitException", False),
        ("zorbiterror", False),
        ("ConnectionPool", False),
        ("ZorbitPool", True),
        ("123", False),
    ],
)
def test_only_an_unknown_plain_word_could_be_a_value(word: str, value: bool) -> None:
    assert is_value_like(word) is value
