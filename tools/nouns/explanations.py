"""Entries of `explain`: one per decision that put reports on a ticket, and one per act that regrouped it."""

from dataclasses import dataclass

from tools.nouns.decisions import Decision
from tools.nouns.event_kinds import EventKind
from tools.nouns.incidents import Event
from tools.nouns.redacted import Redacted


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """One report's decision; plain repeats of one fingerprint share an entry. Times are epoch seconds."""

    at: float
    request_id: str
    recorded_on: str
    """The ticket it was recorded on, which shows it unless a merge or split moved it."""
    fingerprint: str
    reports: int
    last_at: float
    message: Redacted | None
    """Of the first report; once that is pruned, the message its fingerprint was first seen with."""
    matched_message: Redacted | None
    """What it was compared with; None when nothing was near."""
    decision: Decision
    seq: int = 0
    """Its place among the ticket's entries."""


@dataclass(frozen=True, slots=True)
class ActEntry:
    """A merge, a split or a late match, by a person or by the system."""

    event: Event
    seq: int = 0
    """Its place among the ticket's entries."""

    @property
    def at(self) -> float:
        """When it was done (epoch seconds)."""
        return self.event.at

    @property
    def kind(self) -> EventKind:
        """What was done."""
        return self.event.kind


ExplainEntry = DecisionEntry | ActEntry
