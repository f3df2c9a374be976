"""A rendered message: a notice with everything that a destination may show of it."""

from dataclasses import dataclass

from tools.nouns.incidents import Status
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity


@dataclass(frozen=True, slots=True)
class Link:
    """A place where one reads on. `url` is ours, or one that the product has checked."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CitedStep:
    """One step of the advice, with where it stands and what speaks against doing it blindly."""

    text: Redacted
    citations: tuple[Redacted, ...] = ()
    """Titles of the sections and past incidents it comes from."""

    dangers: tuple[str, ...] = ()
    """Why it is dangerous; empty if it is not known to be."""

    unverified: bool = False
    not_in_runbook: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A notice rendered once, for every destination. Texts are redacted and plain: each destination escapes its own."""

    notice_id: str
    kind: NoticeKind
    at: float
    """When it happened, in epoch seconds."""

    tenant: str
    incident_id: str
    root_id: str
    regression_of: str | None
    status: Status
    """The ticket's, at that moment."""

    severity: Severity
    service: Redacted
    environment: Redacted
    title: Redacted
    """The ticket's own title."""

    headline: Redacted
    """What happened, in one line: the title with the kind of notice."""

    summary: Redacted
    """What happened, in a sentence or two, with who did it."""

    occurrences: int
    first_seen: float
    last_seen: float
    labels: tuple[tuple[Redacted, Redacted], ...] = ()
    why: tuple[Redacted, ...] = ()
    """Why it was decided so."""

    steps: tuple[CitedStep, ...] = ()
    """The first cited steps of the advice."""

    fixed_last_time: Redacted | None = None
    """Of a regression: what a person said had fixed it."""

    actor: Redacted | None = None
    """Who did it, if a person or a key did."""

    links: tuple[Link, ...] = ()
    to: tuple[str, ...] = ()
    """Who hears it, if the routes have already said so: the destinations that a ticket nobody acknowledged goes to."""

    test: bool = False
    """Sent by `destinations test`: shown as a TEST, and resolved at once."""
