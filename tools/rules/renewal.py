"""Stored reports read anew by newer fingerprint rules: each shall lead where it led by the older ones. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.reports import Profile


class Step(StrEnum):
    """What is done with a fingerprint that a stored report has now, and that leads somewhere already."""

    STAY = "stay"
    """It leads there already, or nothing tells the two problems apart any more."""
    REPOINT = "repoint"
    """It leads to a problem that is over, while the report's is live: an open ticket must not be passed by."""
    PIN = "pin"
    """A person keeps the two problems apart, and one parameter tells which report is whose."""


@dataclass(frozen=True, slots=True)
class Way:
    """A problem that a fingerprint leads to. `words` are what the older rules told its reports by, in lower case."""

    lineage: str
    live: bool
    params: Sequence[str] = ()
    words: Collection[str] = ()


def words_of(old: Profile, value: str = "") -> frozenset[str]:
    """What told a report from others: the value by which a person split it off, else the words of its old template."""
    return frozenset((value or old.template).lower().split())


def next_step(mine: Way, held: Way, *, apart: bool) -> tuple[Step, int]:
    """What to do, and the position to pin (-1: none).

    Args:
        mine: the problem of the stored report, with the parameters that it has by the new rules.
        held: where its new fingerprint leads already, with the parameters of the report that led it there.
        apart: a person has split the two and not merged them since.
    """
    if held.lineage == mine.lineage:
        return Step.STAY, -1
    if apart:
        position = _telling(mine, held)
        return (Step.STAY, -1) if position is None else (Step.PIN, position)
    return (Step.REPOINT if mine.live and not held.live else Step.STAY), -1


def _telling(mine: Way, held: Way) -> int | None:
    """The first parameter that differs and was a word, or the pinned value, by the older rules."""
    for position, value in enumerate(mine.params):
        differs = position >= len(held.params) or held.params[position] != value
        if differs and not frozenset(mine.words).isdisjoint(value.lower().split()):
            return position
    return None
