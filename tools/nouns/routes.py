"""Routes: which messages go to which destinations, according to the operator's file."""

from dataclasses import dataclass

from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity

Globs = tuple[str, ...]
"""Case-sensitive patterns with `*`, `?` and `[…]`; one of them must match. Empty matches everything."""


@dataclass(frozen=True, slots=True)
class Match:
    """The conditions for a message; an empty field matches everything."""

    tenant: Globs = ()
    service: Globs = ()
    environment: Globs = ()
    severities: frozenset[Severity] = frozenset()
    kinds: frozenset[NoticeKind] = frozenset()
    labels: tuple[tuple[str, Globs], ...] = ()
    """Each of these labels must be present, with a matching value."""


@dataclass(frozen=True, slots=True)
class Route:
    """The destinations of messages that match."""

    match: Match = Match()
    to: tuple[str, ...] = ()
    """Names of destinations; empty: this route sends these messages nowhere."""

    unacknowledged_after: float | None = None
    """After how many seconds `escalate_to` is notified of an unacknowledged ticket; None: never."""

    escalate_to: tuple[str, ...] = ()
    goes_on: bool = False
    """The routes after it are evaluated as well (`continue = true`)."""

    line: int = 0
    """Its line in the file."""
