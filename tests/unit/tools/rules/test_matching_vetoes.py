"""What forbids a join by name, and what raises a doubt: each entity, level and subject by itself."""

from collections.abc import Sequence
from typing import Any

import pytest

from tools.nouns.reports import Profile
from tools.rules.matching_vetoes import doubts_of, hard_vetoes, leftovers, subject_doubts
from tools.rules.matching_words import align
from tools.rules.matching_words import words as words_of


def message(template: str = "boom", **fields: Any) -> Profile:
    return Profile("f", 3, fields.pop("message", template), template, **fields)


def vetoes(one: dict[str, Sequence[str]], other: dict[str, Sequence[str]]) -> tuple[str, ...]:
    left, right = message(entities=one), message(entities=other)
    found = hard_vetoes(left, right, (left.template, right.template))
    assert hard_vetoes(right, left, (right.template, left.template)) == found
    return found


@pytest.mark.parametrize(
    "name", ["environment", "error_code", "exit_code", "http_status", "signal", "exception", "alarm"]
)
def test_another_or_a_missing_code_is_another_problem(name: str) -> None:
    assert vetoes({name: ["a"]}, {name: ["b"]}) == (name,)
    assert vetoes({name: ["a"]}, {}) == (name,)
    assert vetoes({name: ["a", "b"]}, {name: ["a"]}) == (name,)
    assert vetoes({name: ["a", "b"]}, {name: ["b", "a"]}) == ()


@pytest.mark.parametrize("name", ["resource", "host_group", "frame", "metric"])
def test_two_names_are_two_problems_and_one_is_detail(name: str) -> None:
    assert vetoes({name: ["a"]}, {name: ["b"]}) == (name,)
    assert vetoes({name: ["a"]}, {}) == ()
    assert vetoes({name: ["a", "b"]}, {name: ["b", "c"]}) == ()


def test_each_side_calls_what_the_other_does_not() -> None:
    assert vetoes({"dependency": ["a", "b"]}, {"dependency": ["b", "c"]}) == ("dependency",)
    assert vetoes({"dependency": ["a", "b"]}, {"dependency": ["b"]}) == ()
    assert vetoes({"dependency": ["a"]}, {}) == ()


def test_a_label_that_both_have_must_be_equal() -> None:
    assert vetoes({"label:region": ["north"]}, {"label:region": ["south"]}) == ("label:region",)
    assert vetoes({"label:region": ["north"]}, {"label:zone": ["south"]}) == ()
    assert vetoes({"power": ["a"]}, {"power": ["b"]}) == (), "what is no label is compared by its own rule"


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("scale out of the pool failed", "scale in of the pool failed", ("opposite:way",)),
        ("scale out of the pool failed", "Scale Out of the pool failed in time", ()),
        ("run out of space", "space in use", ()),
        ("link is up", "link is down", ("opposite:power",)),
        ("LINK IS UP", "link is down", ("opposite:power",)),
        ("link is up", "link is up and down", ()),
        ("link is not up", "link is down", ()),
        ("import of rows", "export of rows", ("opposite:import",)),
        ("disk full", "disk is not full", ("negation",)),
        ("no disk", "no queue", ()),
        ("link up import", "link down export", ("opposite:import", "opposite:power")),
    ],
)
def test_opposite_or_negated_words_are_two_problems(one: str, other: str, found: tuple[str, ...]) -> None:
    for left, right in ((one, other), (other, one)):
        assert hard_vetoes(message(), message(), (left, right)) == found


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"component": "cartd"}, {"component": "mailer"}, ("component",)),
        ({"component": "cartd"}, {}, ()),
        ({"level": "error"}, {"level": "info"}, ("level",)),
        ({"level": "error"}, {}, ()),
        ({"level": "error"}, {"level": "error"}, ()),
        ({"entities": {"severity": ["LOW"]}}, {"entities": {"severity": ["CRITICAL"]}}, ("severity",)),
        ({"entities": {"severity": ["LOW"]}}, {"entities": {"severity": ["HIGH"]}}, ()),
        ({"entities": {"severity": ["CRITICAL"]}}, {}, ()),
    ],
)
def test_who_says_it_and_how_loud_are_doubts(one: Any, other: Any, found: tuple[str, ...]) -> None:
    assert doubts_of(message(**one), message(**other)) == found
    assert doubts_of(message(**other), message(**one)) == found


def doubted(one: str, other: str) -> tuple[str, ...]:
    """Of two templates that are their own messages."""
    found = subject_doubts(message(one), message(other), align(words_of(one), words_of(other)))
    assert subject_doubts(message(other), message(one), align(words_of(other), words_of(one))) == found
    return found


@pytest.mark.parametrize(
    ("one", "other", "doubt"),
    [
        ("could not reach redis today", "could not reach kafka today", "product"),
        ("moved from ring to pool", "moved from pool to ring", "order"),
        ("ring and pool wait", "pool and ring wait", "order"),
        ("value of max_rows is wrong", "value of max_jobs is wrong", "identifier"),
        ("got OOMKILLED there", "got there", "identifier"),
        ("belt of the press is missing", "belt of the press is frozen", "state"),
        ("belt of the press waits", "belt of the oven waits", "subject"),
        ("ring waits for ring", "ring waits for pool", "subject"),
        ("belt of the hot press waits", "belt of the old oven waits", "subject"),
    ],
)
def test_another_subject_in_the_same_sentence_is_doubted(one: str, other: str, doubt: str) -> None:
    assert doubted(one, other) == (doubt,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the queue is too long", "the queue length is high"),
        ("belt of the press waits", "belt of the press waits today"),
        ("belt of the big red hot press waits", "belt of the old blue cold oven waits"),
        ("redis waits for kafka", "redis waits"),
        ("ring ring waits", "ring waits"),
        ("got ERROR there", "got there"),
    ],
)
def test_more_words_or_other_amounts_are_not(one: str, other: str) -> None:
    assert doubted(one, other) == ()


def titled(one: str, other: str) -> tuple[str, ...]:
    """Of two messages under one full sentence."""
    title = "Belt of the press waits. "
    left, right = (message(f"Belt of the press waits {each}", message=title + each) for each in (one, other))
    return subject_doubts(left, right, align(words_of(left.template), words_of(right.template)))


@pytest.mark.parametrize(
    ("one", "other", "doubts"),
    [
        ("Hall kitchen", "Hall garden", ()),
        ("Hall Kitchen", "Hall garden", ("subject",)),
        ("Hall kitchen", "Hall Garden", ("subject",)),
        ("Queue kitchen", "Queue garden", ("subject",)),
    ],
)
def test_under_one_title_names_of_instances_are_values(one: str, other: str, doubts: tuple[str, ...]) -> None:
    assert titled(one, other) == doubts


def test_the_heaviest_leftovers_come_first() -> None:
    ours, theirs = leftovers("disk of zorbit connection full", "disk of plain session")
    assert ours == ("zorbit", "full", "connection")
    assert set(theirs) == {"plain", "session"}
    assert leftovers("disk full", "full disk") == ((), ())
