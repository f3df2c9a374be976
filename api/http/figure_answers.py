"""The answer of `GET /analytics/summary`, for the API's description and for `api.http.figures`, which fills it in."""

from typing_extensions import TypedDict

from api.http.knowledge_answers import documented


@documented
class SpentTime(TypedDict):
    """Seconds since `first_seen`. Percentiles by nearest rank: a duration that occurred; null without any."""

    count: int
    p50: float | None
    p90: float | None
    mean: float | None


@documented
class RepairTime(TypedDict):
    """Until the resolve that holds."""

    fixed: SpentTime
    """By people."""

    recovered: SpentTime
    """By themselves: their alerts ended."""


@documented
class Counted(TypedDict):
    """Reports and the incidents they became."""

    reports: int
    """By event time, without repeats of an alert that was counted before."""

    incidents: int
    """By `first_seen`; each return of a problem is one, what was merged into another is none."""

    duplicates: int
    """Reports − incidents."""

    regressions: int
    """Incidents that are a resolved problem come back."""

    noise_removed: float | None
    """Duplicates / reports."""


@documented
class BucketAnswer(Counted):
    """One hour, day or week by the clocks of the time zone."""

    start: str
    acknowledged: int
    fixed: int
    recovered: int


@documented
class ServiceAnswer(Counted):
    """One service; a report's is that of the incident it is on."""

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
    """An incident that took long until a person fixed it."""

    incident_id: str
    title: str
    service: str
    environment: str
    severity: str
    seconds: float
    resolved_at: str


@documented
class FeedbackAnswer(TypedDict):
    """What people said of the advice."""

    helpful: int
    unhelpful: int
    help_rate: float | None


@documented
class CorrectionsAnswer(TypedDict):
    """Verdicts that people put right: the precision measured in the field."""

    merges: int
    merge_rate: float | None
    """Merges / (incidents + merges): how often a new incident should have been a duplicate."""

    splits: int
    split_rate: float | None
    """Splits / duplicates: how often a duplicate should have been a new incident."""


_Range = TypedDict("_Range", {"from": str, "to": str})


@documented
class SummaryAnswer(_Range, Counted):
    """Figures of a range: from `from` on, before `to`, both on quarter hours, in the time zone `tz`."""

    tz: str
    bucket: str
    service: str | None
    environment: str | None
    mtta: SpentTime
    """Until the first acknowledgement, of incidents acknowledged inside the range."""

    mttr: RepairTime
    """Of incidents resolved inside the range."""

    buckets: list[BucketAnswer]
    services: list[ServiceAnswer]
    """Most reports first."""

    severities: list[SeverityAnswer]
    recurring: list[RecurringAnswer]
    """Problems that came back, those with the most incidents first, at most ten."""

    slowest: list[SlowFixAnswer]
    feedback: FeedbackAnswer
    corrections: CorrectionsAnswer
