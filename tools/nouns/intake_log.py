"""Records about received bodies, for whoever connects a sender. Times are epoch seconds."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.nouns.redacted import Redacted

MAX_EXCERPT_BYTES = 2048
KEPT_PER_KEY = 50
KEPT_SECONDS = 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LastIntake:
    """The newest body of one sender by one key."""

    tenant: str
    sender: str
    """The route's."""

    identity: str
    """The key's id, or the user's name."""

    at: float
    counts: Mapping[str, int]
    """Its signals by kind."""

    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why signals of it were ignored, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBody:
    """A body that nothing could be read from."""

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
    """An alert that always fires to prove that the pipeline lives."""

    tenant: str
    environment: Redacted
    sender: str
    alert: str
    """A digest of the sender's key of it, or of its words."""

    name: Redacted
    service: Redacted
    last_at: float
    interval: float = 0.0
    """Its longest usual gap; 0: it came once only, so nothing can be missed yet."""

    missing_since: float | None = None
    """Since when a ticket tells that it is missing; None: it comes."""
