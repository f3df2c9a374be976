"""Deliveries: one message on its way to one destination."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from tools.nouns.messages import Message

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    PENDING = "pending"
    """Not tried yet."""
    RETRYING = "retrying"
    """Tried, and to be tried again."""
    BLOCKED = "blocked"
    """It waits for its destination, which refuses everything until somebody mends its set-up."""
    SILENCED = "silenced"
    """Made and kept, not sent: a silence, or NOTIFY=off."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; it can be replayed."""


class OutcomeKind(StrEnum):
    """What one try came to."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """This message will never be taken (400, 413, 422, a named error of content): the delivery is dead."""
    BLOCKED = "blocked"
    """Nothing will be taken until somebody mends the set-up (401, 403, 404, 410, `invalid_auth`)."""
    LATER = "later"
    """Try again (408, 429, 5xx, no answer)."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What a destination has of a ticket: how later messages find the first one. Empty before the first delivery."""

    external_id: str = ""
    """The destination's own id of it: a message's `ts`, an issue's key, a Message-ID."""

    details: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)
    """What else the destination needs to find it again, such as a channel or the name of a routing key."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one try came to."""

    kind: OutcomeKind
    thread: Thread | None = None
    """Of DELIVERED: what is to be kept for later messages about the ticket; None leaves it."""

    reason: str = ""
    """Else: why, in one line of at most 300 characters without secrets."""

    retry_after: float | None = None
    """Of LATER: what the other side asked for, in seconds."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one destination. `delivery_id` is the same on every try."""

    delivery_id: str
    destination: str
    message: Message
    tries: int = 0
    """How often it was tried before, so that a destination looks for what a crash may have left over there."""
