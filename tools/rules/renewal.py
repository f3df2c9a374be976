"""Moves stored reports to newer fingerprint rules, so that each leads to the same problem as before. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.reports import Profile


class Step(StrEnum):
    """What to do with a stored report's new fingerprint if it already leads to a problem."""

    STAY = "stay"
    """Leave it: it leads to the report's own problem, or nothing distinguishes the two problems any more."""
    REPOINT = "repoint"
    """It leads to a resolved problem, but the report's is live: later reports must not bypass an open ticket."""
    PIN = "pin"
    """A person separated the two problems, and one parameter distinguishes their reports."""


@dataclass(frozen=True, slots=True)
class Way:
    """A problem that a fingerprint leads to. `words` identified its reports under the old rules, in lower case."""

    lineage: str
    live: bool
    params: Sequence[str] = ()
    words: Collection[str] = ()


def words_of(old: Profile, value: str = "") -> frozenset[str]:
    """Return what identified a report: the value by which a person split it off, else the words of its old template."""
    return frozenset((value or old.template).lower().split())


def next_step(mine: Way, held: Way, *, apart: bool) -> tuple[Step, int]:
    """Return what to do, and the position to pin (-1 if none).

    Args:
    mine: the stored report's problem, with the report's parameters under the new rules.
    held: the problem that its new fingerprint leads to, with the parameters of the report that led it there.
    apart: a person split the two and has not merged them since.
    """
    if held.lineage == mine.lineage:
        return Step.STAY, -1
    if apart:
        position = _telling(mine, held)
        return (Step.STAY, -1) if position is None else (Step.PIN, position)
    return (Step.REPOINT if mine.live and not held.live else Step.STAY), -1


def _telling(mine: Way, held: Way) -> int | None:
    """Return the first parameter that differs and was a word, or the pinned value, under the old rules."""
    for position, value in enumerate(mine.params):
        differs = position >= len(held.params) or held.params[position] != value
        if differs and not frozenset(mine.words).isdisjoint(value.lower().split()):
            return position
    return None
