"""Timeline events of a ticket: the data of each kind (`event_kinds.py` lists the kinds)."""

from dataclasses import dataclass, field
from enum import StrEnum

from tools.nouns.alert_events import Refired, StillFiring
from tools.nouns.decisions import Decision, Late
from tools.nouns.event_kinds import REGROUPINGS, EventData, EventKind
from tools.nouns.redacted import NOTHING, Redacted
from tools.nouns.severity import Severity

_OPTIONAL = {"optional": True}
"""Metadata of a field that JSON omits while it has its default value."""


@dataclass(frozen=True, slots=True)
class Opened(EventData):
    """The ticket's first report, and its recorded trace; empty for none."""

    kind = EventKind.OPENED
    request_id: str
    trace_id: str = field(default="", kw_only=True, metadata=_OPTIONAL)


@dataclass(frozen=True, slots=True)
class Regressed(EventData):
    """A resolved problem came back: the generation it follows, when (epoch seconds), and how many reports were moved.

    `request_id`: the report that showed it. `trace_id`: that report's recorded trace; empty for none.
    """

    kind = EventKind.REGRESSED
    request_id: str = field(default="", kw_only=True, metadata=_OPTIONAL)
    trace_id: str = field(default="", kw_only=True, metadata=_OPTIONAL)
    regression_of: str
    moved: int = field(default=0, kw_only=True, metadata=_OPTIONAL)
    event_at: float


@dataclass(frozen=True, slots=True)
class Reopened(EventData):
    """A flapping ticket was reopened; `event_at` is when the problem came back (epoch seconds)."""

    kind = EventKind.REOPENED
    flapping: bool = field(default=True, kw_only=True)
    event_at: float


@dataclass(frozen=True, slots=True)
class CountedLate(EventData):
    """A report counted on a resolved ticket. `event_at` is None if the report gave no time."""

    kind = EventKind.LATE
    request_id: str
    why: Late
    event_at: float | None


@dataclass(frozen=True, slots=True)
class Joined(EventData):
    """The decision that joined a new fingerprint to the ticket. `request_id`: its report; empty for a later match."""

    kind = EventKind.JOINED
    decision: Decision
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Escalated(EventData):
    """The severity before and after. `request_id`: the worse report; empty if a merge caused it."""

    kind = EventKind.ESCALATED
    before: Severity = field(metadata={"json": "from"})
    to: Severity
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class SeveritySet(EventData):
    """The severity before and after, and why a person set it."""

    kind = EventKind.SEVERITY_SET
    before: Severity = field(metadata={"json": "from"})
    to: Severity
    reason: Redacted = field(default=NOTHING, metadata=_OPTIONAL)


@dataclass(frozen=True, slots=True)
class Merged(EventData):
    """The ticket it was merged into, and why."""

    kind = EventKind.MERGED
    into: str
    reason: Redacted


@dataclass(frozen=True, slots=True)
class Absorbed(EventData):
    """The ticket that was merged into this one, and why."""

    kind = EventKind.ABSORBED
    incident_id: str
    reason: Redacted


@dataclass(frozen=True, slots=True)
class Split(EventData):
    """The ticket that this one was split off from, and why."""

    kind = EventKind.SPLIT
    origin: str = field(metadata={"json": "from"})
    reason: Redacted


@dataclass(frozen=True, slots=True)
class SplitOff(EventData):
    """The ticket that was split off from this one. `moved`: how many reports it took; 0 if a merge was undone."""

    kind = EventKind.SPLIT_OFF
    incident_id: str
    moved: int = field(default=0, kw_only=True, metadata=_OPTIONAL)
    reason: Redacted


class Cure(StrEnum):
    """Why a ticket is resolved."""

    FIXED = "fixed"
    """A person said so."""
    RECOVERED = "recovered"
    """All of its alerts had ended."""


@dataclass(frozen=True, slots=True)
class Resolved(EventData):
    """How the ticket was resolved. `at` is in epoch seconds; `clamped`: the stated time was in the future."""

    kind = EventKind.RESOLVED
    text: Redacted
    by: Redacted
    at: float
    release: Redacted | None
    cure: Cure = field(default=Cure.FIXED, kw_only=True, metadata={"json": "kind"})
    clamped: bool = field(default=False, kw_only=True, metadata=_OPTIONAL)
    said_at: float | None = field(default=None, kw_only=True, metadata=_OPTIONAL)
    """When an amendment replaced an earlier text with this one."""
    unconfirmed: bool = field(default=False, kw_only=True, metadata=_OPTIONAL)
    """True if a machine said so and no person has confirmed it."""

    @property
    def fix(self) -> Redacted | None:
        """What a person said fixed it; only this is ever shown as "fixed last time"."""
        told = self.cure is Cure.FIXED and not self.unconfirmed and self.text.strip()
        return self.text if told else None


@dataclass(frozen=True, slots=True)
class Amended(EventData):
    """A corrected resolution; the ticket keeps the earlier text among its revisions."""

    kind = EventKind.AMENDED
    text: Redacted
    by: Redacted
    release: Redacted | None


@dataclass(frozen=True, slots=True)
class Unresolved(EventData):
    """Why a person reopened the ticket. Its resolution is among its revisions."""

    kind = EventKind.UNRESOLVED
    reason: Redacted


@dataclass(frozen=True, slots=True)
class Acknowledged(EventData):
    """The ticket was acknowledged; the event itself says by whom and when."""

    kind = EventKind.ACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class GivenBack(EventData):
    """An acknowledgement was withdrawn; the event itself says by whom and when."""

    kind = EventKind.GIVEN_BACK


@dataclass(frozen=True, slots=True)
class Comment(EventData):
    """What a person wrote."""

    kind = EventKind.COMMENT
    text: Redacted


@dataclass(frozen=True, slots=True)
class Changed(EventData):
    """A change to the ticket's service at most an hour from its lifetime; shown with the ticket, stored separately."""

    kind = EventKind.CHANGED
    change_id: str
    text: Redacted
    version: Redacted
    url: Redacted
    environment: Redacted


@dataclass(frozen=True, slots=True)
class Feedback(EventData):
    """Whether the advice helped; `step` is an immediate action's index from 0, None for the whole advice."""

    kind = EventKind.FEEDBACK
    helpful: bool
    step: int | None = field(default=None, kw_only=True, metadata=_OPTIONAL)
    text: Redacted = field(default=NOTHING, kw_only=True, metadata=_OPTIONAL)


@dataclass(frozen=True, slots=True)
class Advised(EventData):
    """Whether the advice abstained, and whether it was requested `again`."""

    kind = EventKind.ADVISED
    abstained: bool
    again: bool


def request_id_of(data: EventData) -> str:
    """The id of the report behind an event; "" if there is none."""
    if isinstance(data, Opened | Regressed | CountedLate | Joined | Escalated | Refired | StillFiring):
        return data.request_id
    return ""


def is_act(data: EventData) -> bool:
    """True if `explain` shows this event as an act. A join by `record` is shown as a decision; a later join is not."""
    return data.kind in REGROUPINGS or (isinstance(data, Joined) and not data.request_id)
