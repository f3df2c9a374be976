"""Deliveries: one message on its way to one destination."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from tools.nouns.messages import Message
from tools.nouns.notices import Notice
from tools.nouns.redacted import NOTHING, Redacted

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

    @property
    def waiting(self) -> bool:
        """True while it is still to be told."""
        return self in (DeliveryState.PENDING, DeliveryState.RETRYING, DeliveryState.BLOCKED)


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

    notice: Notice | None = None
    """What the message was rendered from, for receivers that are told in words of their own; None of a digest."""


OFF = "off"
"""What silenced a delivery that was made while NOTIFY=off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A delivery as it is kept. Times are epoch seconds."""

    delivery_id: str
    destination: str
    message: Message
    notice: Notice | None
    order: str
    """Its place among what one ticket tells one destination."""

    made_at: float
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    first_tried_at: float | None = None
    """Of the present round: a replay begins another, and time spent blocked does not count."""

    tried_at: float = 0.0
    next_at: float = 0.0
    """Not before."""

    leased_by: str = ""
    leased_until: float = 0.0
    """A try is under way until then, unless its process has died."""

    last_error: Redacted = NOTHING
    external_id: str = ""
    """The destination's own id for the message."""

    delivered_at: float | None = None
    silenced_by: str = ""
    """The silence that kept it back, or OFF."""

    replaced_by: str = ""
    """The later delivery, or the digest, that includes it."""

    told_after: str = ""
    """The silence at whose end it was let go, for its ticket still lived."""

    members: tuple[str, ...] = ()
    """Of a digest: the deliveries that it tells."""

    replayed: bool = False
    """A person asked for it: no silence keeps it back, and no digest takes it in."""

    @property
    def tenant(self) -> str:
        """The tenant of its ticket."""
        return self.message.tenant

    @property
    def ticket(self) -> str:
        """The ticket it is about; a digest is about none."""
        return self.message.incident_id or "digest"


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored version of a delivery."""

    row: DeliveryRow
    version: str


@dataclass(frozen=True, slots=True, order=True)
class Queued:
    """A delivery that is still to be told: where it stands, without what it says. Sorts in the order of telling."""

    ticket: str
    order: str
    delivery_id: str
    tenant_key: str
    """Its tenant, as keys of records name one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a destination has of a ticket, and when it was last told of it (epoch seconds)."""

    thread: Thread = Thread()
    at: float = 0.0
    digest: str = ""
    """The digest that told of it, as long as nothing else has."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The way to one destination: who serves it, and whether it is blocked. Times are epoch seconds."""

    holder: str = ""
    taken_at: float = 0.0
    until: float = 0.0
    blocked_since: float | None = None
    reason: str = ""
    """Of a blocked one: what it answered."""

    unblocked_at: float = 0.0
    opened: tuple[float, ...] = ()
    """When it was lately told of opened tickets one by one: what decides whether further ones become a digest."""

    digest_due: float | None = None
    """When the digest is due that tickets wait for."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing is told to anybody until somebody lets it go."""

    since: float
    why: str
