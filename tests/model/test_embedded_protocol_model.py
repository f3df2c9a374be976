"""The embedded protocol holds in every interleaving of processes with crashes, and needs each of its safeguards."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from tests.model.embedded_invariants import ORPHAN, TWO_LIVE, violations
from tests.model.embedded_protocol import (
    DELTA,
    EVERYTHING,
    HEAD,
    INDEX,
    REPLAY,
    Without,
    merge,
    process,
    rematch,
    resolve,
)
from tests.model.explorer import Exploration, Program, explore

Actors = Callable[[Without], list[Program]]
Story = tuple[Actors, Sequence[Program]]
KNOWN: tuple[Program, ...] = (partial(process, ("r0", "a1")),)


def same_problem(without: Without) -> list[Program]:
    """Two processes, each with a group in which the problem appears twice."""
    return [partial(process, (f"r{n}", "a1"), (f"r{n}b", "a1"), without=without) for n in (1, 2)]


def near_pair(without: Without) -> list[Program]:
    """Near-identical new problems at once in both processes, and in one group."""
    return [
        partial(process, ("r1", "a1"), ("r2", "a2"), without=without),
        partial(process, ("r3", "a3"), without=without),
    ]


def resolved_meanwhile(without: Without) -> list[Program]:
    """A known problem is closed while both processes report it."""
    reports = [partial(process, (f"r{n}", "a1"), without=without) for n in (1, 2)]
    return [*reports, partial(resolve, "a1")]


def merged_meanwhile(without: Without) -> list[Program]:
    """Two known problems are merged while one process reports the loser; then somebody closes the winner."""
    return [partial(process, ("r1", "a1"), without=without), partial(merge, "a1", "b1"), partial(resolve, "b1")]


def matched_late(without: Without) -> list[Program]:
    """Under overload a twin of a known problem is opened without a search, while that problem may be closed."""
    return [
        partial(process, ("r1", "a2"), deferred=True),
        partial(process, ("r2", "a2"), without=without),
        partial(resolve, "a1"),
        partial(rematch, "a2", without=without),
    ]


def matched_beside_a_twin(without: Without) -> list[Program]:
    """The late match of one new problem runs beside the first report of a near-identical one."""
    return [partial(rematch, "a2", without=without), partial(process, ("r2", "a3"), without=without)]


def matched_twice(without: Without) -> list[Program]:
    """Two workers at the same late match, while a person merges the problem it would join."""
    return [partial(rematch, "a2", without=without)] * 2 + [partial(merge, "a1", "b1")]


OVERLOADED = (*KNOWN, partial(process, ("r9", "a2"), deferred=True), partial(process, ("r8", "b1")))
STORIES: dict[str, Story] = {
    "one problem in two processes": (same_problem, ()),
    "a near-identical pair": (near_pair, ()),
    "a resolve beside reports": (resolved_meanwhile, KNOWN),
    "a merge beside reports": (merged_meanwhile, (*KNOWN, partial(process, ("r9", "b1")))),
    "a late match beside a resolve": (matched_late, KNOWN),
    "a late match beside a twin": (matched_beside_a_twin, (partial(process, ("r9", "a2"), deferred=True),)),
    "two workers at a late match": (matched_twice, OVERLOADED),
}


def run(name: str, without: Without = EVERYTHING, crashes: int = 2) -> Exploration:
    actors, before = STORIES[name]
    return explore(actors(without), crashes=crashes, before=before, after=[partial(rematch, "a2")])


@pytest.mark.parametrize("name", STORIES)
def test_no_interleaving_breaks_a_promise(name: str) -> None:
    found = run(name)
    assert violations(found) == set()
    assert found.states > 10


NEEDED = [
    ("a near-identical pair", {DELTA}, TWO_LIVE),
    ("a resolve beside reports", {HEAD}, "a report was swallowed by a closed ticket"),
    ("a merge beside reports", {HEAD}, "a report was swallowed by a closed ticket"),
    ("one problem in two processes", {HEAD}, "a good report was refused"),
    ("one problem in two processes", {REPLAY}, "one report was counted twice"),
    ("a late match beside a twin", {DELTA}, TWO_LIVE),
]


@pytest.mark.parametrize(("name", "without", "broken"), NEEDED)
def test_each_safeguard_is_needed(name: str, without: set[str], broken: str) -> None:
    assert broken in violations(run(name, frozenset(without)))


@pytest.mark.parametrize("name", ["one problem in two processes", "a resolve beside reports"])
def test_the_unique_index_is_the_last_net(name: str) -> None:
    """Even a process that trusts what it saw earlier opens no second live ticket; without the index it does."""
    assert not {TWO_LIVE, ORPHAN} & violations(run(name, frozenset({HEAD})))
    assert {TWO_LIVE, ORPHAN} & violations(run(name, frozenset({HEAD, INDEX})))
