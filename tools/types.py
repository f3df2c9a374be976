"""The nouns of the product, shared by every room. Times are epoch seconds (UTC); the API turns them into RFC 3339."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")

SEVERITY_ALIASES = {
    "info": "LOW", "information": "LOW", "debug": "LOW", "notice": "LOW", "p4": "LOW", "p5": "LOW", "sev4": "LOW",
    "warn": "MEDIUM", "warning": "MEDIUM", "minor": "MEDIUM", "p3": "MEDIUM", "sev3": "MEDIUM",
    "error": "HIGH", "err": "HIGH", "major": "HIGH", "p2": "HIGH", "sev2": "HIGH",
    "fatal": "CRITICAL", "crit": "CRITICAL", "emergency": "CRITICAL", "alert": "CRITICAL", "page": "CRITICAL",
    "p1": "CRITICAL", "p0": "CRITICAL", "sev1": "CRITICAL",
}  # fmt: skip


class Severity(IntEnum):
    """How bad it is; compares by order."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def parse(cls, word: str) -> Self:
        """Read a severity word in any usual dialect (`warning`, `P1`, …). Raises ValueError naming the words allowed."""
        name = SEVERITY_ALIASES.get(word.strip().lower(), word.strip().upper())
        if name not in cls.__members__:
            raise ValueError(f"unknown severity {word[:40]!r}: use LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4")
        return cls[name]


class Status(StrEnum):
    """A ticket's life. OPEN and ACKNOWLEDGED are *live*."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RESOLVED = "RESOLVED"
    MERGED = "MERGED"

    @property
    def live(self) -> bool:
        """True while people still have the problem."""
        return self in (Status.OPEN, Status.ACKNOWLEDGED)


class Verdict(StrEnum):
    """What a report turned out to be."""

    NEW = "new"
    EXISTING = "existing"
    REGRESSION = "regression"


class Band(StrEnum):
    """What the evidence says of two messages."""

    SAME = "same"
    ASK = "ask"
    SEPARATE = "separate"


@dataclass(frozen=True, slots=True)
class Report:
    """One incoming observation, already redacted. `request_id` makes it idempotent; `occurred_at` None = order by arrival."""

    request_id: str
    tenant: str
    service: str
    log: str
    received_at: float
    environment: str = ""
    severity: Severity | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    release: str | None = None
    occurred_at: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What matching knows of a message: a pure, versioned function of the report (`tools.text.fingerprint.profile_of`).

    `template` is the header-free message with parameters masked; `params` are the masked values in order;
    `entities` are the identity entities, e.g. {"http_status": ["503"], "direction": ["down"]}, which are part of
    `fingerprint`. `message` is the header-free text, `component` and `level` come from the header ("" if none).
    """

    fingerprint: str
    version: int
    message: str
    template: str
    params: tuple[str, ...] = ()
    entities: Mapping[str, Sequence[str]] = field(default_factory=dict)
    component: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored fingerprint near a report; `ruling` is the adjudicator's answer for the ask band, if it was asked."""

    fingerprint: str
    cosine: float
    ruling: bool | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The semantic search made before `record`. `upto` is the store sequence it has seen: rows after it are compared inside.

    `vector` is the report's own embedding (float32, unit length, little-endian bytes), stored with its alias.
    """

    upto: int
    vector: bytes
    items: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two profiles compared. `vetoes` name what forbids a silent join; `evidence` is what `explain` shows."""

    band: Band
    score: float
    vetoes: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """The tunables of a decision. Seconds and scores; defaults are the product's.

    `live_run` False: no run follows that brings a fresh ticket its advice, so the job for it is due at once.
    """

    similarity_threshold: float = 0.7
    default_severity: Severity = Severity.MEDIUM
    regression_severity: Severity = Severity.HIGH
    regression_grace: float = 0.0
    flap_count: int = 0
    flap_window: float = 3600.0
    dry_run: bool = False
    live_run: bool = True


@dataclass(frozen=True, slots=True)
class Dossier:
    """The part of a ticket that changes only when advice is stored; the same object serves every duplicate."""

    runbooks: tuple[Mapping[str, Any], ...] = ()
    recommendations: str = ""
    advice: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The store's durable answer to one report. `replayed` = this request id was already stored."""

    request_id: str
    verdict: Verdict
    incident_id: str
    root_id: str
    severity: Severity
    occurrences: int
    decision: Mapping[str, Any]
    dossier: Dossier
    regression_of: str | None = None
    similar: tuple[Mapping[str, Any], ...] = ()
    pending: tuple[str, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a ticket was closed. `at` None = now, by the store's clock."""

    text: str
    by: str
    at: float | None = None
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a ticket's append-only timeline."""

    seq: int
    at: float
    kind: str
    actor: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incident:
    """A ticket as people see it; merged tickets' occurrences are added up in their root."""

    incident_id: str
    tenant: str
    status: Status
    severity: Severity
    service: str
    environment: str
    release: str | None
    title: str
    first_seen: float
    last_seen: float
    occurrences: int
    generation: int
    root_id: str
    regression_of: str | None = None
    merged_into: str | None = None
    flapping: bool = False
    resolution: Mapping[str, Any] | None = None
    dossier: Dossier = field(default_factory=Dossier)
    pending: tuple[str, ...] = ()
    timeline: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentQuery:
    """A page of incidents, newest first. `cursor` is opaque and comes from the page before."""

    status: Status | None = None
    service: str | None = None
    severity: Severity | None = None
    text: str | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs of one kind that are not done, and when the oldest was queued (epoch seconds)."""

    jobs: int
    since: float


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items, how many match in all, and where the next page starts."""

    items: tuple[T, ...]
    count: int
    next_cursor: str | None = None
