"""Entries of `explain`: one for each decision that put reports on a ticket, and each act that regrouped it."""

from dataclasses import dataclass

from tools.nouns.decisions import Decision
from tools.nouns.event_kinds import EventKind
from tools.nouns.incidents import Event
from tools.nouns.redacted import Redacted


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """The decision on a report; plain repeats of one fingerprint share an entry. Times are epoch seconds."""

    at: float
    request_id: str
    recorded_on: str
    """The ticket it was recorded on; a merge or split may have moved it since."""
    fingerprint: str
    reports: int
    last_at: float
    message: Redacted | None
    """The first report's message; after pruning, the first message of its fingerprint."""
    matched_message: Redacted | None
    """The message it was compared with; None if nothing was near."""
    decision: Decision
    seq: int = 0
    """Its position among the ticket's entries."""


@dataclass(frozen=True, slots=True)
class ActEntry:
    """A merge, a split or a late match, by a person or by the system."""

    event: Event
    seq: int = 0
    """Its position among the ticket's entries."""

    @property
    def at(self) -> float:
        """When it was done (epoch seconds)."""
        return self.event.at

    @property
    def kind(self) -> EventKind:
        """The kind of act."""
        return self.event.kind


ExplainEntry = DecisionEntry | ActEntry
