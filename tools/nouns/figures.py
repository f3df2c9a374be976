"""Figures: statistics about a tenant's incidents in a time range. Times are epoch seconds (UTC)."""

from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity


class BucketSize(StrEnum):
    """The length of a bucket, in local time of the requested time zone. A week begins on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """A query for [`since`, `until`), both on quarter hours; None does not filter."""

    since: float
    until: float
    zone: str = "UTC"
    """The name of an IANA time zone."""
    bucket: BucketSize = BucketSize.DAY
    service: str | None = None
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Durations:
    """Seconds since `first_seen`. Percentiles by nearest rank, so each is a real duration; None without any."""

    count: int = 0
    p50: float | None = None
    p90: float | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Reports and the incidents they became."""

    reports: int
    """By event time; reminders of an alert counted before do not count."""
    incidents: int
    """Generations, by `first_seen`, without those merged into others."""
    regressions: int
    """The incidents among them that are the return of a resolved problem."""

    @property
    def duplicates(self) -> int:
        """Reports that needed no attention of their own."""
        return self.reports - self.incidents

    @property
    def noise_removed(self) -> float | None:
        """The share of duplicates; None without reports."""
        return self.duplicates / self.reports if self.reports else None


@dataclass(frozen=True, slots=True)
class Times:
    """How long people took, and how long problems lasted that ended by themselves."""

    acknowledged: Durations
    """Time to the first acknowledgement, for incidents acknowledged inside the range."""
    fixed: Durations
    """Time to resolution, for incidents last resolved inside the range by a person."""
    recovered: Durations
    """The same, for those resolved because their alerts had ended."""


@dataclass(frozen=True, slots=True)
class BucketFigures:
    """One bucket; `start` is its beginning, or that of the range if later."""

    start: float
    counts: Counts
    acknowledged: int
    fixed: int
    recovered: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """The figures of one service; a report counts for the service of its incident."""

    service: Redacted
    counts: Counts
    times: Times


@dataclass(frozen=True, slots=True)
class SeverityFigures:
    """The incidents of one severity, by their present severity."""

    severity: Severity
    incidents: int
    regressions: int
    times: Times


@dataclass(frozen=True, slots=True)
class RecurringProblem:
    """A problem that came back inside the range."""

    incident_id: str
    """Its newest incident inside the range, from which the texts come."""
    root_id: str
    title: Redacted
    service: Redacted
    environment: Redacted
    incidents: int
    """The number inside the range."""
    regressions: int


@dataclass(frozen=True, slots=True)
class SlowFix:
    """An incident that took a person long to fix."""

    incident_id: str
    title: Redacted
    service: Redacted
    environment: Redacted
    severity: Severity
    seconds: float
    resolved_at: float


@dataclass(frozen=True, slots=True)
class Acts:
    """People's feedback and corrections inside the range."""

    helpful: int = 0
    unhelpful: int = 0
    merges: int = 0
    """Incidents that a person merged into another, so they should not have been opened."""
    splits: int = 0
    """Incidents that a person split off, so their reports should not have been joined."""

    @property
    def help_rate(self) -> float | None:
        """The share of ratings that say the advice helped; None without any."""
        ratings = self.helpful + self.unhelpful
        return self.helpful / ratings if ratings else None


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer to a `FigureQuery`."""

    query: FigureQuery
    counts: Counts
    times: Times
    buckets: tuple[BucketFigures, ...]
    services: tuple[ServiceFigures, ...]
    """Most reports first."""
    severities: tuple[SeverityFigures, ...]
    """Worst first; those without an incident are left out."""
    recurring: tuple[RecurringProblem, ...]
    """Most incidents first."""
    slowest: tuple[SlowFix, ...]
    acts: Acts

    @property
    def merge_rate(self) -> float | None:
        """The share of opened incidents that people merged into others; None without any."""
        opened = self.counts.incidents + self.acts.merges
        return self.acts.merges / opened if opened else None

    @property
    def split_rate(self) -> float | None:
        """The number of splits per report that was joined to an incident; None if none was."""
        return self.acts.splits / self.counts.duplicates if self.counts.duplicates > 0 else None
