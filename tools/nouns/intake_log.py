"""Records about received request bodies, for people who connect a sender. Times are epoch seconds."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.nouns.redacted import Redacted

MAX_EXCERPT_BYTES = 2048
KEPT_PER_KEY = 50
KEPT_SECONDS = 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LastIntake:
    """The newest body from one sender with one key."""

    tenant: str
    sender: str
    """The sender in the route."""

    identity: str
    """The key's id, or the user's name."""

    at: float
    counts: Mapping[str, int]
    """The number of its signals, by kind."""

    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why some of its signals were ignored, without duplicates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBody:
    """A body that could not be read."""

    tenant: str
    sender: str
    identity: str
    at: float
    why: str
    excerpt: Redacted
    """Its first MAX_EXCERPT_BYTES."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedAway:
    """A request that was not let in though it is known whose key it brought. Nothing of its body is kept."""

    tenant: str
    sender: str
    """The route's."""

    identity: str
    """The key's id; "slack" for what only a signature could have admitted."""

    at: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """An alert that fires continuously to prove that the pipeline works (a dead man's switch)."""

    tenant: str
    environment: Redacted
    sender: str
    alert: str
    """A digest of the sender's key for it, or of its words."""

    name: Redacted
    service: Redacted
    last_at: float
    interval: float = 0.0
    """Its longest usual gap; 0 if it came only once, so that it cannot be missed yet."""

    missing_since: float | None = None
    """When a ticket was opened because it is missing; None while it arrives."""
