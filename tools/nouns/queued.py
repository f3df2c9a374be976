"""Accepted reports that wait in the queue."""

from dataclasses import dataclass

from tools.nouns.reports import Report


@dataclass(frozen=True, slots=True)
class QueuedReport:
    """A redacted report in a queue. Its severity is the one it was sent with, not one read from its text."""

    report: Report
    keyed: bool = False
    """True if its request id was derived from a client's idempotency key."""

    through_graph: bool = False
    """True if the agents must run even for a known problem."""

    traceparent: str = ""
    """The recorded span that queued it; empty for none."""


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """One received message: it is delivered again unless it is marked as done."""

    message_id: str
    text: str
    receipt: str
    """Identifies this delivery; valid until the message is delivered again."""

    tries: int = 1
    """How often it was delivered, this time included."""

    group: str = ""
    """Its fair-queueing group, by the queue's name for it."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """The number of messages in a queue, as far as it knows."""

    waiting: int
    in_hand: int
    """Delivered and not done yet (in flight)."""

    dead: int | None
    """Dead letters: delivered too often. None if the queue has no dead-letter queue."""
