"""Reports, and what matching knows of them. Times are epoch seconds (UTC); the API turns them into RFC 3339."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tools.nouns.activations import ActivationOf, AlertKey
from tools.nouns.quick import quick_dataclass
from tools.nouns.redacted import NOTHING, Labels, Redacted
from tools.nouns.severity import Severity

MAX_LOG_BYTES = 64 * 1024
"""Of a report's log as UTF-8, whichever door it comes through."""


SEVERITY = "severity"
"""The entity of a profile whose report had a severity of its own."""


@quick_dataclass(frozen=True, slots=True)
class Report:
    """One incoming observation. `request_id` makes it idempotent; `occurred_at` None = order by arrival.

    `activation`: it tells of one firing of an alert, whose start is then the time of the event.
    `queued`: it came out of a queue, which may hand it to several processes at the same moment.
    `trace_id`: of the recorded trace that it came with, for its ticket's timeline; empty for none.
    """

    request_id: str
    tenant: str
    service: Redacted
    log: Redacted
    received_at: float
    environment: Redacted = NOTHING
    severity: Severity | None = None
    labels: Labels = field(default_factory=dict)
    release: Redacted | None = None
    occurred_at: float | None = None
    source: Redacted = NOTHING
    activation: ActivationOf | None = None
    queued: bool = False
    trace_id: str = ""

    @property
    def event_at(self) -> float | None:
        """When it happened; None: by arrival. A firing happened when it started, but never after it arrived."""
        if self.activation is None or self.activation.starts_at is None:
            return self.occurred_at
        return min(self.activation.starts_at, self.received_at)

    def alert(self, activation: ActivationOf) -> AlertKey:
        """The alert instance that fires; its environment is the report's, and no API key is part of it."""
        return AlertKey(self.tenant, self.environment, activation.sender, activation.key)

    def sent_again(self, request_id: str, received_at: float) -> "Report":
        """The same content under another id. Most reports of a batch pass here: a fifth of `replace`'s time."""
        return self._again(request_id, received_at, self.severity)

    def judged(self, severity: Severity) -> "Report":
        """The same with the severity that its text tells."""
        return self._again(self.request_id, self.received_at, severity)

    def fired_again(
        self,
        request_id: str,
        received_at: float,
        starts_at: float | None,
        activation: ActivationOf | None,
        trace_id: str = "",
    ) -> "Report":
        """The same alert at another time, with the trace that it came with now."""
        return Report(
            request_id,
            self.tenant,
            self.service,
            self.log,
            received_at,
            self.environment,
            self.severity,
            self.labels,
            self.release,
            starts_at,
            self.source,
            activation,
            self.queued,
            trace_id,
        )

    def _again(self, request_id: str, received_at: float, severity: Severity | None) -> "Report":
        return Report(
            request_id,
            self.tenant,
            self.service,
            self.log,
            received_at,
            self.environment,
            severity,
            self.labels,
            self.release,
            self.occurred_at,
            self.source,
            self.activation,
            self.queued,
            self.trace_id,
        )


@quick_dataclass(frozen=True, slots=True)
class Profile:
    """What matching knows of a message: a pure, versioned function of the report (`identity.fingerprint.profile_of`).

    `template` is the header-free message with parameters masked; `params` are the masked values in order;
    `entities` are the identity entities, e.g. {"http_status": ["503"], "direction": ["down"]}, which are part of
    `fingerprint`. `message` is the header-free text, `component` and `level` come from the header ("" if none).
    `severity` is what the text itself says and `severity_source` where ("field", "level", "" for nowhere). `recovered`:
    it tells that the problem is over; `called`: a monitor wrote it for people. `layers` are the wrappings taken off,
    outermost first; `roles` are (role, field, value) of what the layers named.
    """

    fingerprint: str
    version: int
    message: Redacted
    template: Redacted
    params: tuple[str, ...] = ()
    entities: Mapping[str, Sequence[str]] = field(default_factory=dict)
    component: str = ""
    level: str = ""
    severity: Severity | None = None
    severity_source: str = ""
    recovered: bool = False
    called: bool = False
    layers: tuple[str, ...] = ()
    roles: tuple[tuple[str, str, str], ...] = ()


class ProblemKey(NamedTuple):
    """Reports with equal keys are about one problem: as much as can be said without a search."""

    tenant: str
    fingerprint: str


class ProfiledReport(NamedTuple):
    """A redacted report with its profile: made once where a report comes in, and handed along from there."""

    report: Report
    profile: Profile

    @property
    def problem(self) -> ProblemKey:
        """What it is about."""
        return ProblemKey(self.report.tenant, self.profile.fingerprint)


@quick_dataclass(frozen=True, slots=True)
class Candidate:
    """A stored fingerprint near a report; `ruling` is the adjudicator's answer for the ask band, if it was asked."""

    fingerprint: str
    cosine: float
    ruling: bool | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The semantic search made before `record`. `upto` is the store sequence it has seen; `record` compares later rows.

    `vector` is the report's own embedding (float32, unit length, little-endian bytes), stored with its alias.
    """

    upto: int
    vector: bytes
    items: tuple[Candidate, ...] = ()
