"""What clients get for reports. Apart from the other answers, because the agents' nouns bring LangGraph with them."""

from typing import Any, NotRequired

from typing_extensions import TypedDict

from agents.state import Output
from api.http.answers import documented


@documented
class ReportAnswer(Output):
    """The durable verdict on one report.

    `decision` says why: method, band, score, candidate, vetoes, late, versions. `recommendations` is the advice as
    Markdown, `runbooks` are the sections behind it, `pending` names what is still to come: semantic, runbooks, advice,
    notify.
    """

    response_time_seconds: NotRequired[float]


@documented
class BatchAnswer(TypedDict):
    """One result per report, in order: an answer, or status "error" with its problem."""

    count: int
    results: list[dict[str, Any]]
    response_time_seconds: float
