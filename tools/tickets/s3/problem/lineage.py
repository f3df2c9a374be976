"""A problem through time as one object: everything of it that can change, changed by one compare-and-swap."""

from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from tools.nouns.event_json import event_to_json
from tools.nouns.events import EventData, Regressed, Reopened
from tools.nouns.incidents import Status
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity
from tools.rules.lifecycle import Generation


@dataclass(slots=True)
class Ticket:
    """One generation. `advice` numbers the stored dossier (0 = none yet); `pending` is a mask of `tools.nouns.pending`.

    `resolved_at` is when it counts as resolved, `closed_at` when someone said so.
    """

    id: str
    number: int
    severity: int
    title: Redacted
    release: Redacted | None
    opened_at: float
    status: str = Status.OPEN.value
    regression_of: str | None = None
    merged_into: str | None = None
    flapping: bool = False
    pending: int = 0
    advice: int = 0
    resolved_at: float | None = None
    closed_at: float | None = None
    fixed_release: str | None = None
    resolution: dict[str, Any] | None = None

    @property
    def live(self) -> bool:
        """Do people still have this problem?"""
        return Status(self.status).live

    @property
    def worst(self) -> Severity:
        """The severity as a word that compares."""
        return Severity(self.severity)


@dataclass(slots=True)
class Lineage:
    """The head object.

    `into`: the lineage it was merged into. `announced`: lineages a merge is about to bring here, and since when. `absorbed`:
    those that are here, each with the ticket it went into. `events` holds the newest; older ones were moved to numbered objects in `event_pages`. `became`: `into` made its
    ticket a generation of its own. `moves`: occurrences on their way to this lineage (see `grouping`). `pruned`: the last flush whose texts were dropped.
    """

    id: str
    tenant: str
    service: Redacted
    environment: Redacted
    tickets: list[Ticket]
    version: int = 0
    into: str | None = None
    announced: dict[str, float] = field(default_factory=dict)
    absorbed: dict[str, str] = field(default_factory=dict)
    fingerprints: list[str] = field(default_factory=list)
    refires: list[float] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    event_pages: int = 0
    announcement_made: bool = False
    became: bool = False
    moves: list[dict[str, Any]] = field(default_factory=list)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    jobs_made: int = 0
    pruned: str = ""

    @property
    def head(self) -> Ticket:
        """The newest generation."""
        return self.tickets[-1]

    def ticket(self, incident_id: str) -> Ticket | None:
        """One generation by its id."""
        return next((ticket for ticket in self.tickets if ticket.id == incident_id), None)

    def one(self, incident_id: str) -> Ticket:
        """A generation that this lineage is known to have. Raises KeyError."""
        return {ticket.id: ticket for ticket in self.tickets}[incident_id]

    def generations(self) -> list[Generation]:
        """What the placing rules read."""
        return [
            Generation(each.id, each.number, Status(each.status), each.resolved_at, each.fixed_release)
            for each in self.tickets
        ]

    def event(self, ticket: str, at: float, actor: str, data: EventData) -> None:
        """Append one line to a ticket's timeline; it becomes true with the next swap."""
        if isinstance(data, Regressed | Reopened):
            self.refires.append(data.event_at)
        self.version += 1
        entry = {"seq": self.version, "ticket": ticket, "at": at, "kind": data.kind.value, "actor": actor}
        self.events.append(entry | {"data": event_to_json(data)})

    def to_bytes(self) -> bytes:
        """As stored."""
        return orjson.dumps(asdict(self))

    @classmethod
    def from_bytes(cls, body: bytes) -> "Lineage":
        """The inverse of `to_bytes`."""
        stored = orjson.loads(body)
        return cls(**(stored | {"tickets": [Ticket(**each) for each in stored["tickets"]]}))
