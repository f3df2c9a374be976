"""The answer of `GET /analytics/summary`, for the API's description and for `api.http.figures`, which fills it in."""

from typing_extensions import TypedDict

from api.http.knowledge_answers import documented


@documented
class SpentTime(TypedDict):
    """Seconds since `first_seen`.

    Percentiles use the nearest rank, so each is a real duration; null if there are none.
    """

    count: int
    p50: float | None
    p90: float | None
    mean: float | None


@documented
class RepairTime(TypedDict):
    """Seconds until the resolve that holds."""

    fixed: SpentTime
    """Incidents that people fixed."""

    recovered: SpentTime
    """Incidents that recovered by themselves: their alerts ended."""


@documented
class Counted(TypedDict):
    """Reports and the incidents they became."""

    reports: int
    """Counted by event time, without repeats of an alert that was counted before."""

    incidents: int
    """Counted by `first_seen`. Each return of a problem counts as one; incidents merged into others do not count."""

    duplicates: int
    """Reports − incidents."""

    regressions: int
    """Incidents in which a resolved problem came back."""

    noise_removed: float | None
    """Duplicates / reports."""


@documented
class BucketAnswer(Counted):
    """One hour, day or week in the time zone."""

    start: str
    acknowledged: int
    fixed: int
    recovered: int


@documented
class ServiceAnswer(Counted):
    """One service. A report belongs to the service of its incident."""

    service: str
    mtta: SpentTime
    mttr: RepairTime


@documented
class SeverityAnswer(TypedDict):
    """The incidents that have this severity now."""

    severity: str
    incidents: int
    regressions: int
    mtta: SpentTime
    mttr: RepairTime


@documented
class RecurringAnswer(TypedDict):
    """A problem that came back inside the range, with its newest incident there."""

    incident_id: str
    root_id: str
    """The first incident of the problem's lineage."""

    title: str
    service: str
    environment: str
    incidents: int
    regressions: int


@documented
class SlowFixAnswer(TypedDict):
    """An incident that took a person long to fix."""

    incident_id: str
    title: str
    service: str
    environment: str
    severity: str
    seconds: float
    resolved_at: str


@documented
class FeedbackAnswer(TypedDict):
    """How people rated the advice."""

    helpful: int
    unhelpful: int
    help_rate: float | None


@documented
class CorrectionsAnswer(TypedDict):
    """Verdicts that people corrected: the precision measured in production."""

    merges: int
    merge_rate: float | None
    """Merges / (incidents + merges): how often a new incident should have been a duplicate."""

    splits: int
    split_rate: float | None
    """Splits / duplicates: how often a duplicate should have been a new incident."""


_Range = TypedDict("_Range", {"from": str, "to": str})


@documented
class SummaryAnswer(_Range, Counted):
    """Figures of a range: from `from` until before `to`, both on quarter hours, in the time zone `tz`."""

    tz: str
    bucket: str
    service: str | None
    environment: str | None
    mtta: SpentTime
    """Time until the first acknowledgement, for incidents acknowledged inside the range."""

    mttr: RepairTime
    """Times of incidents resolved inside the range."""

    buckets: list[BucketAnswer]
    services: list[ServiceAnswer]
    """Services with the most reports first."""

    severities: list[SeverityAnswer]
    recurring: list[RecurringAnswer]
    """At most ten problems that came back, those with the most incidents first."""

    slowest: list[SlowFixAnswer]
    feedback: FeedbackAnswer
    corrections: CorrectionsAnswer
