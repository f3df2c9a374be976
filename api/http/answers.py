"""Response bodies: one definition for the API's description and for `api.http.wire`, which fills them in."""

from typing import Annotated, Literal, NotRequired

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from api.http.knowledge_answers import (
    AdviceAnswer,
    ExplainedAnswer,
    ResolutionAnswer,
    SectionAnswer,
    documented,
)
from tools.nouns.incidents import Status
from tools.nouns.severity import Severity


@documented
class TimelineEvent(TypedDict):
    """One line of a timeline."""

    seq: int
    """The store's total order."""

    at: str
    kind: str
    actor: str
    """The user who did it, or "system"."""

    data: dict[str, object]


@documented
class ActivationCountsAnswer(TypedDict):
    """How many alerts fire on an incident, have ended, or have gone silent."""

    firing: int
    ended: int
    stale: int


@documented
class IncidentAnswer(TypedDict):
    """A ticket."""

    incident_id: str
    status: Annotated[str, Field(json_schema_extra={"enum": list(Status)})]
    severity: Annotated[str, Field(json_schema_extra={"enum": [each.name for each in Severity]})]
    service: str
    environment: str
    release: str | None
    title: str
    labels: dict[str, str]
    """Labels of the first report of the problem."""

    first_seen: str
    last_seen: str
    occurrences: int
    """Reports counted on it, including those of tickets merged into it."""

    generation: int
    """1 for a lineage's first ticket, then one more for each regression."""

    regression_of: str | None
    root_id: str
    """The first incident of its lineage: itself, unless the problem has come back."""

    merged_into: str | None
    flapping: bool
    reminders: int
    """Repeats of alerts that were counted before."""

    recovering_since: str | None
    """When its last alert ended; null while one of them fires or may fire."""

    flaps: int
    """How often it fired again while it was recovering."""

    activations: ActivationCountsAnswer
    resolution: ResolutionAnswer | None
    runbooks: list[SectionAnswer]
    recommendations: str
    """The advice as Markdown."""

    advice: AdviceAnswer | None
    pending: list[str]
    """What is still missing: semantic, runbooks, advice, notify."""

    timeline: NotRequired[list[TimelineEvent]]
    """Absent in lists."""


@documented
class ActivationAnswer(TypedDict):
    """One firing of one alert: it counts once, however often its sender repeats it."""

    sender: str
    environment: str
    dedup_key: str
    """The sender's own id for the alert."""

    state: Literal["firing", "ended", "stale"]
    starts_at: str
    last_seen: str
    reminders: int
    ended_at: str | None
    end: Literal["recovered", "expired", "superseded"] | None
    """`recovered`: its sender said so. `expired`: it was not repeated within the announced time.

    `superseded`: it fired again.
    """

    incident_id: str
    """The incident it fires on: the requested one, or one that was merged into it."""

    request_id: str
    """The report that counts it."""


@documented
class ActivationList(TypedDict):
    """The firings on an incident, oldest first."""

    incident_id: str
    count: int
    activations: list[ActivationAnswer]


@documented
class IncidentList(TypedDict):
    """A page of incidents, newest first."""

    status: Literal["success"]
    count: int
    """The number of all that match, on this page and the others."""

    incidents: list[IncidentAnswer]
    next_cursor: str | None


@documented
class Explanation(TypedDict):
    """Every decision that put a report into this incident, oldest first."""

    incident_id: str
    decisions: list[ExplainedAnswer]


@documented
class Token(TypedDict):
    """A bearer token."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int
    """Seconds."""


@documented
class RunbookAnswer(TypedDict):
    """A runbook."""

    runbook_id: str
    title: str
    source: str
    url: str | None
    text: NotRequired[str]
    """Its Markdown; absent in lists."""


@documented
class RunbookList(TypedDict):
    """The runbooks the tenant sees."""

    count: int
    runbooks: list[RunbookAnswer]
    next_cursor: str | None


@documented
class SectionList(TypedDict):
    """Runbook sections, best first; `matched` means the score reaches the threshold."""

    matches: list[SectionAnswer]


class FieldError(BaseModel):
    """A field that is wrong."""

    field: str = Field(examples=["severity"])
    message: str


class ProblemDocument(BaseModel):
    """RFC 9457: what went wrong and what to do. Some kinds have members of their own."""

    type: str = Field(examples=["/problems/not-found"], description="An address: the page there explains the kind.")
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["no incident 'inc_unknown'"])
    instance: str = Field("", description="The `X-Request-ID` of the exchange: the server's log quotes it.")
    errors: list[FieldError] = Field([], description="Which fields of the request are wrong, and why.")
