"""Reports, and the data by which they are matched. Times are epoch seconds (UTC); the API converts them to RFC 3339."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tools.nouns.activations import ActivationOf, AlertKey
from tools.nouns.quick import quick_dataclass
from tools.nouns.redacted import NOTHING, Labels, Redacted
from tools.nouns.severity import Severity

MAX_LOG_BYTES = 64 * 1024
"""The longest log of a report, in UTF-8 bytes, whichever way it arrives."""


SEVERITY = "severity"
"""The profile entity of a report that stated its own severity."""


@quick_dataclass(frozen=True, slots=True)
class Report:
    """One incoming observation. `request_id` makes it idempotent; `occurred_at` None: ordered by arrival.

    `activation`: it announces one firing of an alert, whose start is then the time of the event.
    `queued`: it came from a queue, which may deliver it to several processes at the same time.
    `trace_id`: the recorded trace that it came with, for its ticket's timeline; empty for none.
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
        """When it happened; None: at its arrival. A firing happened when it started, but never after it arrived."""
        if self.activation is None or self.activation.starts_at is None:
            return self.occurred_at
        return min(self.activation.starts_at, self.received_at)

    def alert(self, activation: ActivationOf) -> AlertKey:
        """The alert instance that fires; its environment is the report's, and the API key is not part of it."""
        return AlertKey(self.tenant, self.environment, activation.sender, activation.key)

    def sent_again(self, request_id: str, received_at: float) -> "Report":
        """The same content with another id, in a fifth of `replace`'s time: most reports of a batch need this."""
        return self._again(request_id, received_at, self.severity)

    def judged(self, severity: Severity) -> "Report":
        """The same report with the severity read from its text."""
        return self._again(self.request_id, self.received_at, severity)

    def fired_again(
        self,
        request_id: str,
        received_at: float,
        starts_at: float | None,
        activation: ActivationOf | None,
        trace_id: str = "",
    ) -> "Report":
        """The same alert at another time, with its new trace."""
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
    """The data for matching a message: a pure, versioned function of the report (`identity.fingerprint.profile_of`).

    `template` is the header-free message with parameters masked; `params` are the masked values in order;
    `entities` are the identity entities, e.g. {"http_status": ["503"], "direction": ["down"]}, which are part of
    `fingerprint`. `message` is the header-free text, `component` and `level` come from the header ("" if none).
    `severity` is the one in the text and `severity_source` its place ("field", "level", "" for none). `recovered`: it
    says that the problem is over; `called`: a monitor wrote it for people. `layers` are the wrappers that were removed,
    outermost first; `roles` are (role, field, value) of the fields that the layers named.
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
    """Reports with equal keys are about one problem, as far as can be known without a search."""

    tenant: str
    fingerprint: str


class ProfiledReport(NamedTuple):
    """A redacted report with its profile, which is computed once when the report arrives."""

    report: Report
    profile: Profile

    @property
    def problem(self) -> ProblemKey:
        """The key of the problem it is about."""
        return ProblemKey(self.report.tenant, self.profile.fingerprint)


@quick_dataclass(frozen=True, slots=True)
class Candidate:
    """A stored fingerprint near a report; `ruling` is the adjudicator's verdict for the ask band, if it was asked."""

    fingerprint: str
    cosine: float
    ruling: bool | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The semantic search before `record`. It covers the store sequence up to `upto`; `record` compares later rows.

    `vector` is the report's own embedding (float32, unit length, little-endian bytes), stored with its alias.
    """

    upto: int
    vector: bytes
    items: tuple[Candidate, ...] = ()
