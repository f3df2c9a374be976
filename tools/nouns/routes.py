"""Routes: which messages go to which destinations, as the operator's file says."""

from dataclasses import dataclass

from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity

Globs = tuple[str, ...]
"""Patterns with `*`, `?` and `[…]`, in the case they are written in; one of them must fit. Empty: anything fits."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a message must be like; a field that is empty asks nothing."""

    tenant: Globs = ()
    service: Globs = ()
    environment: Globs = ()
    severities: frozenset[Severity] = frozenset()
    kinds: frozenset[NoticeKind] = frozenset()
    labels: tuple[tuple[str, Globs], ...] = ()
    """Each of these labels must be there, with a value that fits."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where messages go that match."""

    match: Match = Match()
    to: tuple[str, ...] = ()
    """Names of destinations; none: these messages go nowhere by this route."""

    unacknowledged_after: float | None = None
    """After how many seconds `escalate_to` hears of a ticket that nobody has acknowledged; None: never."""

    escalate_to: tuple[str, ...] = ()
    goes_on: bool = False
    """The routes behind it are looked at as well (`continue = true`)."""

    line: int = 0
    """Of the file."""
