"""Reports that were accepted and wait in the queue."""

from dataclasses import dataclass

from tools.nouns.reports import Report


@dataclass(frozen=True, slots=True)
class QueuedReport:
    """A redacted report on its way through a queue. Its severity is the one it was sent with, not the text's own."""

    report: Report
    keyed: bool = False
    """Its request id comes from a client's key."""

    through_graph: bool = False
    """Run the agents even for a known problem."""

    traceparent: str = ""
    """The recorded span that queued it; empty for none."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One message as a queue hands it out: it comes again unless it is said to be done."""

    message_id: str
    text: str
    receipt: str
    """Names this handing out; valid until the message comes again."""

    tries: int = 1
    """How often it was handed out, this time included."""

    group: str = ""
    """What shares its turns with it, as the queue calls that."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """How full a queue is, as far as it knows."""

    waiting: int
    in_hand: int
    """Handed out and not done yet."""

    dead: int | None
    """Handed out too often, and put aside; None: the queue puts nothing aside."""
