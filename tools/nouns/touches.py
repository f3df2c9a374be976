"""Touches: tickets after a change by a report or an act. Times are epoch seconds."""

from dataclasses import dataclass

from tools.nouns.incidents import Status
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity

MOST_TOUCHED = 500
"""A client that missed more changed tickets than this must reload the list."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A changed ticket, with the fields that lists show."""

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
    """The tickets that changed between two positions, each once.

    `position` is the start of the next request: printable ASCII, valid for every process of the store.
    """

    position: str
    tickets: tuple[Touched, ...] = ()
    too_old: bool = False
    """Too many changes, or the history is gone: reload the list."""
