"""What clients get for reports. Apart from the other answers, because the agents' nouns bring LangGraph with them."""

from typing import Any, NotRequired

from typing_extensions import TypedDict

from agents.state import Output
from api.http.answers import documented


@documented
class AlsoTold(TypedDict):
    """How another alert of the same text ended: its own report, or status "error" with its problem."""

    status: str
    request_id: NotRequired[str]
    incident_id: NotRequired[str | None]
    root_id: NotRequired[str | None]
    regression_of: NotRequired[str | None]
    severity: NotRequired[str]
    occurrences: NotRequired[int]
    pending: NotRequired[list[str]]
    problem: NotRequired[dict[str, Any]]


@documented
class ReportAnswer(Output):
    """The durable verdict on one report.

    `decision` says why: method, band, score, candidate, vetoes, late, versions. `recommendations` is the advice as
    Markdown, `runbooks` are the sections behind it, `pending` names what is still to come: semantic, runbooks, advice,
    notify. A text that tells several alerts is answered for its worst one; `also` tells of the others, 100 at most.
    """

    also: NotRequired[list[AlsoTold]]
    warnings: NotRequired[list[str]]
    """What was ignored of the body, such as fields that are unknown."""

    response_time_seconds: NotRequired[float]


@documented
class BatchAnswer(TypedDict):
    """One result per report, in order: an answer, or status "error" with its problem."""

    count: int
    results: list[dict[str, Any]]
    response_time_seconds: float
