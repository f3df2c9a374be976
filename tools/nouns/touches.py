"""Touches: tickets as they are after a report or an act changed them. Times are epoch seconds."""

from dataclasses import dataclass

from tools.nouns.incidents import Status
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity

MOST_TOUCHED = 500
"""Whoever missed more than so many tickets reads the list again."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A ticket as lists show it, after something happened to it."""

    incident_id: str
    status: Status
    severity: Severity
    service: Redacted
    environment: Redacted
    title: Redacted
    first_seen: float
    last_seen: float
    occurrences: int
    merged_into: str | None
    recovering: bool


@dataclass(frozen=True, slots=True)
class Touches:
    """Everything that was touched between two positions, each ticket once.

    `position` is where the next look begins: printable ASCII, the same for every process of the store.
    """

    position: str
    tickets: tuple[Touched, ...] = ()
    too_old: bool = False
    """Too much has happened since, or nobody remembers any more: read the list again."""
