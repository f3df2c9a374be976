"""What clients send. Unknown fields are ignored, unless they look like a misspelt known one: then losing them would hurt."""

import difflib
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from api.intake.submission import Observation
from tools.nouns.severity import Severity
from tools.text.cleaning import checked_name, clean

_MISSPELT = 0.8


def _severity(value: Any) -> Severity:
    if not isinstance(value, str):
        raise ValueError("must be a text: LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4")
    return Severity.parse(value)


def _utc(moment: datetime) -> datetime:
    """A time without offset is UTC. Raises ValueError where UTC has no such year, which could be kept but not shown."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("must be in the years 1 to 9999, UTC") from error


def _word(value: Any) -> Any:
    """Label values are texts; numbers and booleans are written as JSON writes them."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _said(text: str) -> str:
    if not (cleaned := clean(text).strip()):
        raise ValueError("must not be empty")
    return cleaned


Text = Annotated[str, StringConstraints(max_length=16_384), AfterValidator(_said)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(checked_name)]
OptionalName = Annotated[str, StringConstraints(max_length=200), AfterValidator(checked_name)]
LabelName = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(checked_name)]
LabelValue = Annotated[str, BeforeValidator(_word), StringConstraints(max_length=2048), AfterValidator(clean)]
Moment = Annotated[datetime, AfterValidator(_utc)]
SeverityWord = Annotated[
    Severity,
    BeforeValidator(_severity),
    WithJsonSchema({"type": "string", "description": "LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4"}),
]


class Body(BaseModel):
    """Base of every request body."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="after")
    def _no_misspelt_field(self) -> Self:
        for name in self.model_extra or ():
            near = difflib.get_close_matches(name.lower()[:64], type(self).model_fields, 1, _MISSPELT)
            if near:
                raise ValueError(f"unknown field {name[:64]!r}: did you mean {near[0]!r}?")
        return self


class Credentials(Body):
    """Who logs in."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class ReportBody(Body):
    """One observation: a log line, an alert or a stack trace, and where it came from."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"example": {"log": "Lambda timeout after 30s", "service": "payment-processor"}},
    )

    log: str = Field(description="The log line, alert text or stack trace; at most 64 KiB.")
    service: Name = Field(description="The service it came from; problems of two services are never one.")
    environment: OptionalName | None = Field(None, description="For example production.")
    severity: SeverityWord | None = None
    labels: dict[LabelName, LabelValue] = Field(default_factory=dict, max_length=64)
    release: OptionalName | None = Field(None, description="The version that runs there.")
    occurred_at: Moment | None = Field(None, description="RFC 3339; empty: ordered by arrival.")
    source: OptionalName | None = Field(None, description="What sent it.")

    def observation(self) -> Observation:
        """As intake takes it."""
        return Observation(
            log=self.log,
            service=self.service,
            environment=self.environment or "",
            severity=self.severity,
            labels=self.labels,
            release=self.release or "",
            occurred_at=self.occurred_at.timestamp() if self.occurred_at else None,
            source=self.source or "",
        )


class BatchItem(ReportBody):
    """One report of a batch."""

    idempotency_key: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None


class ResolveBody(Body):
    """How an incident was closed."""

    incident_id: Name
    resolution: Text = Field(description="What fixed it; it becomes knowledge for later advice.")
    resolved_by: Name = Field(description="Display text; the audit trail has the token's user.")
    resolved_at: Moment | None = Field(None, description="RFC 3339; empty: now.")
    release: OptionalName | None = Field(None, description="The release that holds the fix.")


class NoFields(Body):
    """An empty object."""


class CommentBody(Body):
    """A remark for the timeline."""

    text: Text


class FeedbackBody(Body):
    """What someone thinks of the advice."""

    helpful: bool
    step: Annotated[int, Field(ge=0, le=100)] | None = Field(None, description="Index of the step it is about.")
    text: Text | None = None


class MergeBody(Body):
    """Join this incident into another live one."""

    into: Name
    reason: Text | None = None


class SplitBody(Body):
    """Give a merged incident, a fingerprint or chosen occurrences a life of their own: exactly one of the three."""

    merged_incident_id: Name | None = None
    fingerprint: Name | None = None
    occurrence_ids: Annotated[list[Name], Field(min_length=1, max_length=10_000)] | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.selector) != 1:
            raise ValueError("give exactly one of merged_incident_id, fingerprint and occurrence_ids")
        return self

    @property
    def selector(self) -> dict[str, Any]:
        """What to take out, by the one field that was given."""
        fields = ("merged_incident_id", "fingerprint", "occurrence_ids")
        return {name: value for name in fields if (value := getattr(self, name)) is not None}


class RunbookBody(Body):
    """A runbook as Markdown."""

    text: Annotated[str, StringConstraints(min_length=1)]


class SearchBody(Body):
    """A problem to find runbook sections for."""

    log: str
    service: OptionalName = ""
    labels: dict[LabelName, LabelValue] = Field(default_factory=dict, max_length=64)
    k: int = Field(3, ge=1, le=50)
