"""Tickets as shown to people. Times are epoch seconds (UTC)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Self, TypeVar

from tools.nouns.activations import NO_ACTIVATIONS, ActivationCounts
from tools.nouns.event_kinds import EventData, EventKind
from tools.nouns.events import Cure, Resolved
from tools.nouns.knowledge import Advice, ShownSection
from tools.nouns.redacted import Labels, Redacted
from tools.nouns.severity import Severity


class Status(StrEnum):
    """A ticket's status. OPEN and ACKNOWLEDGED are *live*."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RESOLVED = "RESOLVED"
    MERGED = "MERGED"

    @property
    def live(self) -> bool:
        """True while the problem is not resolved."""
        return self in (Status.OPEN, Status.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Dossier:
    """The part of a ticket that changes only when advice is stored; the same object serves every duplicate.

    `recommendations` is the advice as Markdown. `advice` None: nothing has been stored yet, not even an abstention.
    """

    runbooks: tuple[ShownSection, ...] = ()
    recommendations: str = ""
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a ticket was resolved. `at` None means now, by the store's clock."""

    text: Redacted
    by: Redacted
    at: float | None = None
    release: Redacted | None = None
    cure: Cure = Cure.FIXED
    unconfirmed: bool = False
    """True if a machine said so and no person has confirmed it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A resolution before it was amended or its ticket was reopened. `at`: when this text was written."""

    text: Redacted
    by: Redacted
    at: float

    @classmethod
    def of(cls, resolved: Resolved) -> Self:
        """The part of a resolution that is kept as a revision."""
        return cls(resolved.text, resolved.by, resolved.at if resolved.said_at is None else resolved.said_at)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a ticket's append-only timeline."""

    seq: int
    at: float
    actor: str
    data: EventData

    @property
    def kind(self) -> EventKind:
        """The kind of event."""
        return self.data.kind


@dataclass(frozen=True, slots=True)
class Incident:
    """A ticket as shown to people; a root's occurrences include those of merged tickets."""

    incident_id: str
    tenant: str
    status: Status
    severity: Severity
    service: Redacted
    environment: Redacted
    release: Redacted | None
    title: Redacted
    first_seen: float
    last_seen: float
    occurrences: int
    generation: int
    root_id: str
    regression_of: str | None = None
    merged_into: str | None = None
    flapping: bool = False
    resolution: Resolved | None = None
    dossier: Dossier = field(default_factory=Dossier)
    pending: tuple[str, ...] = ()
    timeline: tuple[Event, ...] = ()
    reminders: int = 0
    """Repeats of activations that were counted before."""
    recovering_since: float | None = None
    """When the store learned that the last of its alerts had ended; None while one fires or may fire."""
    flaps: int = 0
    """How often it fired again while it was recovering."""
    activations: ActivationCounts = NO_ACTIVATIONS
    revisions: tuple[Revision, ...] = ()
    """Its earlier resolutions, oldest first."""
    labels: Labels = field(default_factory=dict)
    """The labels of the problem's first report."""


class Sort(StrEnum):
    """The order of a list of incidents; ties are ordered newest first."""

    NEWEST = "newest"
    LAST_SEEN = "last_seen"
    """By the last counted report; repeats of a firing are not counted."""
    SEVERITY = "severity"
    OCCURRENCES = "occurrences"


@dataclass(frozen=True, slots=True)
class IncidentQuery:
    """A query for a page of incidents. `cursor` is opaque and comes from the previous page in the same order."""

    status: Status | None = None
    live: bool = False
    """Only tickets that are open or acknowledged."""
    service: str | None = None
    severity: Severity | None = None
    environment: str | None = None
    recovering: bool | None = None
    """True: only tickets whose alerts have all ended and that wait for their quiet time; False: only others."""
    text: str | None = None
    label: tuple[str, str] | None = None
    """Only tickets with this label: its name and its exact value."""
    since: float | None = None
    """Only tickets that were last reported at this time or later, in epoch seconds."""
    until: float | None = None
    """Only tickets that were first reported before this time."""
    sort: Sort = Sort.NEWEST
    limit: int = 50
    cursor: str | None = None


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items, the total number of matches, and the cursor of the next page."""

    items: tuple[T, ...]
    count: int
    next_cursor: str | None = None
