"""Timeline events of a ticket: the data of each kind (`event_kinds.py` lists the kinds)."""

from dataclasses import dataclass, field
from enum import StrEnum

from tools.nouns.alert_events import Refired, StillFiring
from tools.nouns.decisions import Decision, Late
from tools.nouns.event_kinds import REGROUPINGS, EventData, EventKind
from tools.nouns.redacted import NOTHING, Redacted
from tools.nouns.severity import Severity

_OPTIONAL = {"optional": True}
"""Of a field that JSON leaves out while it has its default."""


@dataclass(frozen=True, slots=True)
class Opened(EventData):
    """The ticket's first report, and the recorded trace that it came with; empty for none."""

    kind = EventKind.OPENED
    request_id: str
    trace_id: str = field(default="", kw_only=True, metadata=_OPTIONAL)


@dataclass(frozen=True, slots=True)
class Regressed(EventData):
    """The generation it follows, when it came back (epoch seconds), by what report, and how many were moved to it.

    `trace_id`: the recorded trace that the report came with; empty for none.
    """

    kind = EventKind.REGRESSED
    request_id: str = field(default="", kw_only=True, metadata=_OPTIONAL)
    trace_id: str = field(default="", kw_only=True, metadata=_OPTIONAL)
    regression_of: str
    moved: int = field(default=0, kw_only=True, metadata=_OPTIONAL)
    event_at: float


@dataclass(frozen=True, slots=True)
class Reopened(EventData):
    """When the problem came back (epoch seconds) to a ticket that flaps."""

    kind = EventKind.REOPENED
    flapping: bool = field(default=True, kw_only=True)
    event_at: float


@dataclass(frozen=True, slots=True)
class CountedLate(EventData):
    """A report counted on a resolved ticket. `event_at` None: it did not say when it happened."""

    kind = EventKind.LATE
    request_id: str
    why: Late
    event_at: float | None


@dataclass(frozen=True, slots=True)
class Joined(EventData):
    """The decision that led a new fingerprint here. `request_id`: its report; empty when the match came later."""

    kind = EventKind.JOINED
    decision: Decision
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Escalated(EventData):
    """The severity before and after. `request_id`: the worse report; empty when a merge brought it."""

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
    """The ticket this one was split off, and why."""

    kind = EventKind.SPLIT
    origin: str = field(metadata={"json": "from"})
    reason: Redacted


@dataclass(frozen=True, slots=True)
class SplitOff(EventData):
    """The ticket that was split off this one. `moved`: how many reports went with it; 0 when a merge was undone."""

    kind = EventKind.SPLIT_OFF
    incident_id: str
    moved: int = field(default=0, kw_only=True, metadata=_OPTIONAL)
    reason: Redacted


class Cure(StrEnum):
    """Why a ticket is resolved."""

    FIXED = "fixed"
    """A person says so."""
    RECOVERED = "recovered"
    """All of its alerts had ended."""


@dataclass(frozen=True, slots=True)
class Resolved(EventData):
    """How the ticket was closed. `at` in epoch seconds; `clamped`: a time in the future was stated."""

    kind = EventKind.RESOLVED
    text: Redacted
    by: Redacted
    at: float
    release: Redacted | None
    cure: Cure = field(default=Cure.FIXED, kw_only=True, metadata={"json": "kind"})
    clamped: bool = field(default=False, kw_only=True, metadata=_OPTIONAL)
    said_at: float | None = field(default=None, kw_only=True, metadata=_OPTIONAL)
    """When an amendment put this text in place of an earlier one."""
    unconfirmed: bool = field(default=False, kw_only=True, metadata=_OPTIONAL)
    """A machine says so, and no person has confirmed it."""

    @property
    def fix(self) -> Redacted | None:
        """What a person says had fixed it: the only thing that is told as "fixed last time"."""
        told = self.cure is Cure.FIXED and not self.unconfirmed and self.text.strip()
        return self.text if told else None


@dataclass(frozen=True, slots=True)
class Amended(EventData):
    """What fixed it, told anew; the ticket keeps the earlier text among its revisions."""

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
    """Nothing beyond who and when."""

    kind = EventKind.ACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class GivenBack(EventData):
    """An acknowledgement was taken back. Nothing beyond who and when."""

    kind = EventKind.GIVEN_BACK


@dataclass(frozen=True, slots=True)
class Comment(EventData):
    """What a person wrote."""

    kind = EventKind.COMMENT
    text: Redacted


@dataclass(frozen=True, slots=True)
class Changed(EventData):
    """A change of the ticket's service within an hour of its life; shown with the ticket, stored by itself."""

    kind = EventKind.CHANGED
    change_id: str
    text: Redacted
    version: Redacted
    url: Redacted
    environment: Redacted


@dataclass(frozen=True, slots=True)
class Feedback(EventData):
    """Whether the advice helped; `step` counts its immediate actions from 0, None for the advice as a whole."""

    kind = EventKind.FEEDBACK
    helpful: bool
    step: int | None = field(default=None, kw_only=True, metadata=_OPTIONAL)
    text: Redacted = field(default=NOTHING, kw_only=True, metadata=_OPTIONAL)


@dataclass(frozen=True, slots=True)
class Advised(EventData):
    """Whether the advice abstains, and whether it was asked for `again`."""

    kind = EventKind.ADVISED
    abstained: bool
    again: bool


def request_id_of(data: EventData) -> str:
    """The id of the report behind an event; "" if there is none."""
    if isinstance(data, Opened | Regressed | CountedLate | Joined | Escalated | Refired | StillFiring):
        return data.request_id
    return ""


def is_act(data: EventData) -> bool:
    """Does `explain` show this event? What `record` joined is shown as a decision already; a later join is an act."""
    return data.kind in REGROUPINGS or (isinstance(data, Joined) and not data.request_id)
