"""Deliveries: one message on its way to one destination."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from tools.ids import ulid_time
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
    """Waiting, since its destination refuses everything until somebody fixes its configuration."""
    SILENCED = "silenced"
    """Stored but not sent, because of a silence or NOTIFY=off."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; it can be replayed."""

    @property
    def waiting(self) -> bool:
        """True until it is delivered, dead or silenced."""
        return self in (DeliveryState.PENDING, DeliveryState.RETRYING, DeliveryState.BLOCKED)


class OutcomeKind(StrEnum):
    """How one try ended."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """The destination will never accept this message (400, 413, 422, a named content error): the delivery is dead."""
    BLOCKED = "blocked"
    """The destination accepts nothing until its configuration is fixed (401, 403, 404, 410, `invalid_auth`)."""
    LATER = "later"
    """Try again (408, 429, 5xx, no answer)."""


@dataclass(frozen=True, slots=True)
class Thread:
    """How later messages about a ticket find the first one at the destination. Empty before the first delivery."""

    external_id: str = ""
    """The destination's own id of it: a message's `ts`, an issue's key, a Message-ID."""

    details: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)
    """What else the destination needs to find it again, such as a channel or the name of a routing key."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended."""

    kind: OutcomeKind
    thread: Thread | None = None
    """If delivered: the thread to store for later messages about the ticket; None leaves the stored one."""

    reason: str = ""
    """If not delivered: why, in one line of at most 300 characters without secrets."""

    retry_after: float | None = None
    """If later: the wait that the destination asked for, in seconds."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one destination. `delivery_id` is the same on every try."""

    delivery_id: str
    destination: str
    message: Message
    tries: int = 0
    """How often it was tried before: above 0, a destination checks whether an earlier try arrived before a crash."""

    notice: Notice | None = None
    """What the message was rendered from, for destinations that render it themselves; None for a digest."""


OFF = "off"
"""`silenced_by` of a delivery that was made while NOTIFY=off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A delivery as it is stored. Times are epoch seconds."""

    delivery_id: str
    destination: str
    message: Message
    notice: Notice | None
    order: str
    """Its place among the deliveries of one ticket to one destination."""

    made_at: float
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    first_tried_at: float | None = None
    """The first try of the present round: a replay starts a new round, and time spent blocked does not count."""

    tried_at: float = 0.0
    next_at: float = 0.0
    """It is not tried before then."""

    leased_by: str = ""
    leased_until: float = 0.0
    """A try is under way until then, unless its process has died."""

    last_error: Redacted = NOTHING
    external_id: str = ""
    """The destination's own id for the message."""

    delivered_at: float | None = None
    silenced_by: str = ""
    """The silence that held it back, or OFF."""

    replaced_by: str = ""
    """The later delivery, or the digest, that includes it."""

    released_after: str = ""
    """The silence at whose end it was released, because its ticket was still live."""

    members: tuple[str, ...] = ()
    """For a digest: the deliveries that it includes."""

    replayed: bool = False
    """A person asked for it: no silence holds it back, and no digest includes it."""

    @property
    def tenant(self) -> str:
        """The tenant of its ticket."""
        return self.message.tenant

    @property
    def ticket(self) -> str:
        """The ticket it is about; a digest is about none."""
        return self.message.incident_id or "digest"


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """One stored version of a delivery."""

    row: DeliveryRow
    version: str


@dataclass(frozen=True, slots=True, order=True)
class Queued:
    """A place in a destination's queue, without the message. Sorts in the order of delivery."""

    ticket: str
    order: str
    delivery_id: str
    tenant_key: str
    """Its tenant, encoded as in the keys of records."""

    @property
    def made_at(self) -> float:
        """When the delivery was made (epoch seconds)."""
        return ulid_time(self.delivery_id.removeprefix("dlv_"))


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a destination got about a ticket: the thread there, and when it was last written to (epoch seconds)."""

    thread: Thread = Thread()
    at: float = 0.0
    digest: str = ""
    """The digest that mentioned the ticket, as long as nothing else has."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The state of one destination: which process serves it, and whether it works. Times are epoch seconds."""

    holder: str = ""
    taken_at: float = 0.0
    until: float = 0.0
    blocked_since: float | None = None
    failing_since: float | None = None
    """Since when no attempt has succeeded; None if the last one did, and while it is blocked."""

    reason: str = ""
    """If blocked or failing: what the destination answered, or that it did not."""

    unblocked_at: float = 0.0
    opened: tuple[float, ...] = ()
    """Times of the latest single `opened` messages, which decide whether further ones go into a digest."""

    digest_due: float | None = None
    """When the next digest is due."""

    @property
    def state(self) -> str:
        """The state: `blocked`, `failing` or `ok`."""
        return "blocked" if self.blocked_since is not None else "failing" if self.failing_since is not None else "ok"

    @property
    def troubled_since(self) -> float | None:
        """Since when it is blocked or failing; None if it is ok."""
        return self.failing_since if self.blocked_since is None else self.blocked_since


@dataclass(frozen=True, slots=True)
class Hold:
    """All deliveries are held until a person releases them."""

    since: float
    why: str
