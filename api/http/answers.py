"""What clients get, for the API's description. The answers themselves are written by `api.http.wire` without a detour."""

from typing import Any, Literal

from pydantic import BaseModel, Field


class ReportAnswer(BaseModel):
    """The durable verdict on one report."""

    status: Literal["new", "existing", "regression"]
    incident_id: str
    request_id: str
    severity: Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"]
    occurrences: int
    regression_of: str | None
    root_id: str
    runbooks: list[dict[str, Any]] = Field(description="runbook_id, title, section, score, excerpt, url")
    recommendations: str = Field(description="The advice as Markdown")
    advice: dict[str, Any] | None
    similar: list[dict[str, Any]]
    decision: dict[str, Any] = Field(description="Why: method, band, score, candidate, vetoes, late, versions")
    pending: list[str] = Field(description="What is still to come: semantic, runbooks, advice, notify")
    response_time_seconds: float | None = None


class BatchAnswer(BaseModel):
    """One result per report, in order: an answer, or status "error" with its problem."""

    count: int
    results: list[dict[str, Any]]
    response_time_seconds: float


class IncidentAnswer(BaseModel):
    """A ticket."""

    incident_id: str
    status: Literal["OPEN", "ACKNOWLEDGED", "RESOLVED", "MERGED"]
    severity: Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"]
    service: str
    environment: str
    release: str | None
    title: str
    first_seen: str
    last_seen: str
    occurrences: int
    generation: int
    regression_of: str | None
    root_id: str
    merged_into: str | None
    flapping: bool
    resolution: dict[str, Any] | None
    runbooks: list[dict[str, Any]]
    recommendations: str
    advice: dict[str, Any] | None
    pending: list[str]
    timeline: list[dict[str, Any]] | None = None


class IncidentList(BaseModel):
    """A page of incidents, newest first. `count` is all that match."""

    status: Literal["success"]
    count: int
    incidents: list[IncidentAnswer]
    next_cursor: str | None


class Explanation(BaseModel):
    """Every decision that put something in this incident, oldest first."""

    incident_id: str
    decisions: list[dict[str, Any]]


class Token(BaseModel):
    """A bearer token. `expires_in` is in seconds."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int


class RunbookAnswer(BaseModel):
    """A runbook; lists leave the text out."""

    runbook_id: str
    title: str
    source: str
    url: str | None
    text: str | None = None


class RunbookList(BaseModel):
    """The runbooks the tenant sees."""

    count: int
    runbooks: list[RunbookAnswer]
    next_cursor: str | None


class Matches(BaseModel):
    """Runbook sections, best first; `matched` means the score reaches the threshold."""

    matches: list[dict[str, Any]]


class ProblemDocument(BaseModel):
    """RFC 9457: what went wrong and what to do."""

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
