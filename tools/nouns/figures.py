"""Figures: what is counted and measured of a tenant's incidents in a range. Times are epoch seconds (UTC)."""

from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity


class BucketSize(StrEnum):
    """How long a bucket is, by the clocks of the time zone that was asked for. A week begins on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What is asked: from `since` on, before `until`, both on quarter hours; None does not filter."""

    since: float
    until: float
    zone: str = "UTC"
    """The name of an IANA time zone."""
    bucket: BucketSize = BucketSize.DAY
    service: str | None = None
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Durations:
    """Seconds from `first_seen` on. Percentiles by nearest rank: each is a duration that occurred; None without any."""

    count: int = 0
    p50: float | None = None
    p90: float | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Reports and the incidents they became."""

    reports: int
    """By event time; reminders of an alert that was counted before are none."""
    incidents: int
    """By `first_seen`: generations, without those that are merged into others."""
    regressions: int
    """The incidents among them that are a resolved problem come back."""

    @property
    def duplicates(self) -> int:
        """Reports that nobody had to look at."""
        return self.reports - self.incidents

    @property
    def noise_removed(self) -> float | None:
        """The share of duplicates; None without reports."""
        return self.duplicates / self.reports if self.reports else None


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took people, and how long problems lasted that ended by themselves."""

    acknowledged: Durations
    """Of incidents acknowledged inside the range: until the first time."""
    fixed: Durations
    """Of incidents whose last resolve is inside the range and was a person's."""
    recovered: Durations
    """Of those that were resolved because their alerts had ended."""


@dataclass(frozen=True, slots=True)
class BucketFigures:
    """One bucket; `start` is where it begins, or where the range begins within it."""

    start: float
    counts: Counts
    acknowledged: int
    fixed: int
    recovered: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """One service: of reports, that of the incident they are on."""

    service: Redacted
    counts: Counts
    times: Times


@dataclass(frozen=True, slots=True)
class SeverityFigures:
    """The incidents of one severity, as it is now."""

    severity: Severity
    incidents: int
    regressions: int
    times: Times


@dataclass(frozen=True, slots=True)
class RecurringProblem:
    """A problem that came back inside the range."""

    incident_id: str
    """Its newest incident inside the range, which the texts are of."""
    root_id: str
    title: Redacted
    service: Redacted
    environment: Redacted
    incidents: int
    """Inside the range."""
    regressions: int


@dataclass(frozen=True, slots=True)
class SlowFix:
    """An incident that took long until a person fixed it."""

    incident_id: str
    title: Redacted
    service: Redacted
    environment: Redacted
    severity: Severity
    seconds: float
    resolved_at: float


@dataclass(frozen=True, slots=True)
class Acts:
    """What people said of the product's work inside the range."""

    helpful: int = 0
    unhelpful: int = 0
    merges: int = 0
    """Incidents that a person merged into another: they should not have been opened."""
    splits: int = 0
    """Incidents that a person split off: their reports should not have been joined."""

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
        """Splits for each report that was joined to an incident; None if none was."""
        return self.acts.splits / self.counts.duplicates if self.counts.duplicates > 0 else None
