"""A lineage as one object: everything about it that can change, changed by one compare-and-swap."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import orjson

from tools.nouns.activations import NEVER, Activation
from tools.nouns.event_json import event_to_json
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Cure, Regressed, Reopened
from tools.nouns.incidents import Status
from tools.nouns.jobs import JobKind
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity
from tools.rules.lifecycle import Generation
from tools.rules.recovery import RecoveryState
from tools.tickets.s3.problem.log import Log
from tools.tickets.shared.activations import activation_from_json, activation_to_json


@dataclass(slots=True)
class QueuedJob:
    """A job as its head stores it. Times in epoch seconds."""

    kind: JobKind
    ticket: str
    request_id: str
    fingerprint: str
    payload: dict[str, Any]
    attempts: int = 0
    due: float = 0.0
    """The earliest time to run it."""
    leased_until: float | None = None
    leased_at: float | None = None
    error: str = ""
    """The error of the last attempt."""


@dataclass(slots=True)
class Ticket:
    """One generation of a problem. Times in epoch seconds."""

    id: str
    number: int
    """The first generation has number 1."""
    severity: int
    title: Redacted
    release: Redacted | None
    opened_at: float
    status: str = Status.OPEN.value
    regression_of: str | None = None
    merged_into: str | None = None
    flapping: bool = False
    pending: int = 0
    """A mask of `tools.nouns.pending`."""
    advice: int = 0
    """The number of the stored dossier; 0 if there is none yet."""
    resolved_at: float | None = None
    """The time of the resolve that is used for placing reports."""
    closed_at: float | None = None
    """When somebody resolved it."""
    fixed_release: Redacted | None = None
    resolution: dict[str, Any] | None = None
    revisions: list[dict[str, Any]] = field(default_factory=list)
    """The earlier resolutions, oldest first."""
    keyless: bool = True
    """True if it has, or may have, a report without an activation."""
    recovering_since: float | None = None
    flaps: int = 0
    quiet: float | None = 0.0
    """The quiet time that was begun last; None if it never ends."""
    reported: int | None = None
    """The worst reported severity, once a person has set another one."""
    labels: dict[Redacted, Redacted] = field(default_factory=dict)
    """The labels of the problem's first report."""
    grown: int = 0
    """The number of occurrences that was announced last; 0 in heads of earlier builds."""

    @property
    def recovered(self) -> bool:
        """True if it was resolved because its alerts had ended."""
        return self.resolution is not None and self.resolution.get("kind") == Cure.RECOVERED

    @property
    def recovery(self) -> RecoveryState:
        """The state of its recovery, as the rules read it."""
        return RecoveryState(self.recovering_since, self.flaps, NEVER if self.quiet is None else self.quiet)

    def keep_recovery(self, state: RecoveryState) -> None:
        """Store the state that the rules returned."""
        self.recovering_since, self.flaps = state.since, state.flaps
        self.quiet = None if state.quiet == NEVER else state.quiet

    @property
    def live(self) -> bool:
        """True for OPEN and ACKNOWLEDGED."""
        return Status(self.status).live

    @property
    def worst(self) -> Severity:
        """The severity as a word that can be compared."""
        return Severity(self.severity)


@dataclass(frozen=True, slots=True)
class Move:
    """Reports that are being moved to generation `to` of the head that stores this."""

    flush: str
    source: str
    """The lineage they are in now, on generation `origin`."""
    origin: int
    to: int
    request_ids: tuple[str, ...]


@dataclass(slots=True)
class Lineage:
    """The head object."""

    id: str
    tenant: str
    service: Redacted
    environment: Redacted
    tickets: list[Ticket]
    """Its generations, oldest first."""
    version: int = 0
    """The number of the newest event; also incremented to make a rival's swap fail."""
    into: str | None = None
    """The lineage it was merged into."""
    announced: dict[str, float] = field(default_factory=dict)
    """The lineages that a merge is about to add here, and since when."""
    absorbed: dict[str, str] = field(default_factory=dict)
    """The lineages that were merged into this one, each with the ticket that holds it."""
    fingerprints: list[str] = field(default_factory=list)
    refires: list[float] = field(default_factory=list)
    """The times at which the problem came back."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """The newest events; older ones were moved to numbered objects."""
    event_pages: int = 0
    """The number of those objects."""
    timeline: str = ""
    """The seal of its events."""
    sealed_from: int = 0
    """The number of the first event that the seal covers. Events that older builds had moved out are not covered."""
    sealed_upto: int = 0
    announcement_made: bool = False
    """True if the newest generation was announced, or people know of it from their own act."""
    became: bool = False
    """True if its ticket became a generation of `into`."""
    moves: list[Move] = field(default_factory=list)
    """Occurrences that are being moved to this lineage."""
    jobs: dict[str, QueuedJob] = field(default_factory=dict)
    jobs_made: int = 0
    pruned: str = ""
    """The last flush whose texts were dropped."""
    activations: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Activations by the report that counts each; of those that ended, only the newest."""
    ended_activations: int = 0
    """The number of ended activations that were dropped."""
    log: Log | None = None
    """What its swaps have counted; None in heads of earlier builds."""

    @property
    def counting(self) -> Log | None:
        """Its log, if reports are counted there."""
        return None if self.log is None or self.log.closed is not None or self.into is not None else self.log

    @property
    def appending(self) -> bool:
        """True if reports may be appended beside its log now."""
        return bool(self.moves) if self.log is None else self.log.closed is not None

    def close_log(self, now: float) -> None:
        """Close the log before reports are led elsewhere or moved. From then on, reports are appended."""
        self.log = self.log or Log()
        self.log.close(now)

    def meet(self, lineages: Collection[str], now: float) -> None:
        """Note the lineages that may have counted reports which are led here from now on."""
        if self.log is not None:
            self.log.meet(lineages, now)

    @property
    def head(self) -> Ticket:
        """The newest generation."""
        return self.tickets[-1]

    def ticket(self, incident_id: str) -> Ticket | None:
        """One generation by its id; None if there is none."""
        return next((ticket for ticket in self.tickets if ticket.id == incident_id), None)

    def one(self, incident_id: str) -> Ticket:
        """A generation that this lineage is known to have. Raises KeyError."""
        return {ticket.id: ticket for ticket in self.tickets}[incident_id]

    def generations(self) -> list[Generation]:
        """The generations, as the placing rules read them."""
        return [
            Generation(each.id, each.number, Status(each.status), each.resolved_at, each.fixed_release, each.recovered)
            for each in self.tickets
        ]

    def firings(self, incident_id: str | None = None) -> list[Activation]:
        """The activations of the lineage, or of one of its tickets."""
        found = map(activation_from_json, self.activations.values())
        return [each for each in found if incident_id in (None, each.incident_id)]

    def firing(self, request_id: str) -> Activation | None:
        """The activation that a report is counted by."""
        stored = self.activations.get(request_id)
        return None if stored is None else activation_from_json(stored)

    def keep(self, activation: Activation) -> None:
        """Store a new or changed activation."""
        self.activations[activation.request_id] = activation_to_json(activation)

    def event(self, ticket: str, at: float, actor: str, data: EventData) -> None:
        """Append an event to a ticket's timeline; the next swap makes it durable."""
        if isinstance(data, Regressed | Reopened):
            self.refires.append(data.event_at)
        self.version += 1
        entry = {"seq": self.version, "ticket": ticket, "at": at, "kind": data.kind.value, "actor": actor}
        self.events.append(entry | {"data": event_to_json(data)})

    def to_bytes(self) -> bytes:
        """Serialise the head. orjson reads dataclasses itself, in a tenth of the time of `asdict`."""
        return orjson.dumps(self)

    @classmethod
    def from_bytes(cls, body: bytes) -> "Lineage":
        """The inverse of `to_bytes`."""
        stored = orjson.loads(body)
        tickets = [Ticket(**each) for each in stored["tickets"]]
        jobs = {name: QueuedJob(**each | {"kind": JobKind(each["kind"])}) for name, each in stored["jobs"].items()}
        moves = [Move(**each | {"request_ids": tuple(each["request_ids"])}) for each in stored["moves"]]
        log = None if stored.get("log") is None else Log.of(stored["log"])
        return cls(**(stored | {"tickets": tickets, "jobs": jobs, "moves": moves, "log": log}))
