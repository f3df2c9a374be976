"""The S3 protocol holds in every interleaving with crashes, and stops holding when a safeguard is left out."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.model.explorer import Exploration, Program, explore
from tests.model.explorer import create as make
from tests.model.invariants import violations
from tests.model.protocol import (
    CONSTRAINT,
    HELP,
    ORDER,
    RECHECK,
    Head,
    become,
    merge,
    reconcile,
    report,
    resolve,
    split,
)

Actors = Callable[[str], list[Program]]


def opened(rid: str, fp: str) -> Program:
    """A ticket that exists before the others begin."""

    def steps() -> Any:
        yield make(f"alias/{fp}", f"L{rid}")
        yield make(f"head/L{rid}", Head())

    return steps


def run(actors: list[Program], *, crashes: int = 0, before: tuple[Program, ...] = (), passes: int = 0) -> Exploration:
    return explore(actors, crashes=crashes, before=before, after=[reconcile] * passes)


def same_problem(without: str = "") -> list[Program]:
    return [partial(report, f"r{n}", "f", without=without) for n in (1, 2)]


def with_resolver(without: str = "") -> list[Program]:
    return [*same_problem(without), partial(resolve, "Lr0")]


def merged_and_resolved(without: str = "") -> list[Program]:
    return [partial(merge, "La", "Lb", without=without), partial(resolve, "Lb"), partial(report, "r1", "fa")]


def merged_both_ways(without: str = "") -> list[Program]:
    return [partial(merge, "La", "Lb", without=without), partial(merge, "Lb", "La", without=without)]


def merged_in_a_ring(without: str = "") -> list[Program]:
    pairs = (("La", "Lb"), ("Lb", "Lc"), ("Lc", "La"))
    return [partial(merge, loser, winner, without=without) for loser, winner in pairs]


def merged_against_a_word(without: str = "") -> list[Program]:
    return [partial(merge, "La", "Lb", without=without), partial(split, "La", "Lb")]


def deferred_match_and_recurrence(without: str = "") -> list[Program]:
    """`Lb` is resolved; a report of `fb` and the ticket `La` both want to be its next generation."""
    return [partial(become, "La", "Lb", without=without), partial(report, "r1", "fb"), partial(report, "r2", "fa")]


PAIR = (opened("a", "fa"), opened("b", "fb"))
CLOSED = (*PAIR, partial(resolve, "Lb"))
RING = (*PAIR, opened("c", "fc"))
STORIES = {
    "claims": (same_problem, (), 2),
    "resolve races reports": (with_resolver, (opened("r0", "f"),), 1),
    "merge races resolve": (merged_and_resolved, PAIR, 1),
    "merges both ways": (merged_both_ways, PAIR, 2),
    "merges in a ring": (merged_in_a_ring, RING, 1),
    "deferred match races a recurrence": (deferred_match_and_recurrence, CLOSED, 1),
    "cannot-link races a merge": (merged_against_a_word, PAIR, 2),
}


@pytest.mark.parametrize("name", STORIES)
def test_no_interleaving_breaks_a_promise(name: str) -> None:
    actors, before, crashes = STORIES[name]
    assert violations(run(actors(), crashes=crashes, before=before, passes=1)) == []
    assert violations(run(actors(), before=before)) == [], "without a crash nothing is left to the reconciler"


def test_an_acknowledged_report_does_not_wait_for_the_reconciler() -> None:
    assert violations(run(same_problem(), crashes=2)) == []


@pytest.mark.long
def test_three_reports_and_two_crashes() -> None:
    three = [*same_problem(), partial(report, "r3", "f", late=True)]
    assert violations(run(three, crashes=2)) == []


@pytest.mark.parametrize(
    ("name", "without", "crashes"),
    [
        ("claims", HELP, 1),
        ("resolve races reports", RECHECK, 0),
        ("merge races resolve", RECHECK, 0),
        ("deferred match races a recurrence", RECHECK, 0),
        ("merges both ways", ORDER, 0),
        ("merges in a ring", ORDER, 0),
        ("cannot-link races a merge", CONSTRAINT, 0),
    ],
)
def test_each_safeguard_is_needed(name: str, without: str, crashes: int) -> None:
    actors, before, _ = STORIES[name]
    assert violations(run(actors(without), crashes=crashes, before=before))
