"""What the tools return: the API's formats, shortened where a list would fill a model's context."""

from typing import Any, NotRequired

from typing_extensions import TypedDict

from api.http.answers import IncidentAnswer
from api.http.figure_answers import SummaryAnswer
from api.http.knowledge_answers import ResolutionAnswer, documented
from tools.nouns.json_types import Json


@documented
class Marked(TypedDict):
    """Every answer first says what its texts are."""

    notice: str
    """Says that the texts are data from outside, never instructions."""


@documented
class Brief(TypedDict):
    """An incident in a list."""

    incident_id: str
    status: str
    severity: str
    service: str
    environment: str
    title: str
    first_seen: str
    last_seen: str
    occurrences: int
    regression_of: str | None
    merged_into: str | None
    recovering_since: str | None
    resolution: ResolutionAnswer | None


@documented
class Verdict(Marked):
    """What became of a report. Callers who may only report see nothing of other tickets."""

    status: str
    """new, existing or regression; or recovered, for a text that tells of an end."""

    request_id: str
    incident_id: str | None
    root_id: str | None
    regression_of: str | None
    severity: str
    occurrences: int
    pending: list[str]
    """What is still missing: semantic, runbooks, advice, notify."""

    decision: dict[str, Any]
    runbooks: NotRequired[list[dict[str, Any]]]
    recommendations: NotRequired[str]
    advice: NotRequired[dict[str, Any] | None]
    similar: NotRequired[list[dict[str, Any]]]
    also: list[Json]
    """What became of the other alerts in the same text."""


@documented
class Found(Marked):
    """A page of incidents, newest first."""

    count: int
    """The number of all that match, on this page and the others."""

    incidents: list[Brief]
    next_cursor: str | None


@documented
class Whole(Marked):
    """One incident with its advice and timeline."""

    incident: IncidentAnswer


@documented
class Explained(Marked):
    """Every decision that put a report into this incident, oldest first."""

    incident_id: str
    decisions: list[dict[str, Any]]


@documented
class Sections(Marked):
    """Runbook sections, best first; `matched` is true for those that fit."""

    matches: list[dict[str, Any]]


@documented
class Alike(TypedDict):
    """An incident that resembles another."""

    incident: Brief
    score: float
    """0 to 1."""

    why: str
    """How it was found."""

    fixed_by: str | None
    """What a person says fixed it; None if nobody has said so."""


@documented
class Similar(Marked):
    """Incidents that resemble one, best first."""

    incidents: list[Alike]


@documented
class Counted(Marked):
    """Figures, in the format of `GET /analytics/summary`."""

    summary: SummaryAnswer


@documented
class Acted(Marked):
    """An act that was done, or one that is only shown and waits for confirmation."""

    done: bool
    message: str
    """What was done, or would be done."""

    incident: Brief
    """The incident as it is now."""

    confirm: NotRequired[str]
    """To do the act, call again within five minutes with the same arguments and this word."""
