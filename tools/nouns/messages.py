"""A rendered message: a notice with everything that a destination may show."""

from dataclasses import dataclass

from tools.nouns.incidents import Status
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity


@dataclass(frozen=True, slots=True)
class Link:
    """A link to more information. `url` is ours, or one that was checked."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CitedStep:
    """One step of the advice, with its sources and its warnings."""

    text: Redacted
    citations: tuple[Redacted, ...] = ()
    """The titles of the sections and past incidents it is based on."""

    dangers: tuple[str, ...] = ()
    """Why it is dangerous; empty if no danger is known."""

    unverified: bool = False
    not_in_runbook: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A notice rendered once for all destinations. Texts are redacted and plain; each destination escapes them."""

    notice_id: str
    kind: NoticeKind
    at: float
    """When it happened, in epoch seconds."""

    tenant: str
    incident_id: str
    root_id: str
    regression_of: str | None
    status: Status
    """The ticket's status at that moment."""

    severity: Severity
    service: Redacted
    environment: Redacted
    title: Redacted
    """The ticket's own title."""

    headline: Redacted
    """What happened, in one line: the kind of notice and the title."""

    summary: Redacted
    """What happened and who did it, in one or two sentences."""

    occurrences: int
    first_seen: float
    last_seen: float
    labels: tuple[tuple[Redacted, Redacted], ...] = ()
    why: tuple[Redacted, ...] = ()
    """The reasons for the decision."""

    steps: tuple[CitedStep, ...] = ()
    """The first cited steps of the advice."""

    fixed_last_time: Redacted | None = None
    """For a regression: what a person said fixed it."""

    actor: Redacted | None = None
    """Who did it, if a person or a key did."""

    links: tuple[Link, ...] = ()
    to: tuple[str, ...] = ()
    """For an escalation of an unacknowledged ticket: the destinations, already chosen by its route."""

    test: bool = False
    """True for `destinations test`: shown as a TEST, and resolved at once."""
