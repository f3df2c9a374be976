"""Response bodies for reports."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.http.answers import ProblemDocument
from api.http.knowledge_answers import (
    AdviceAnswer,
    DecisionAnswer,
    MethodAnswer,
    SectionAnswer,
    SimilarAnswer,
    documented,
)
from tools.nouns.decisions import Verdict
from tools.nouns.json_types import Json
from tools.nouns.severity import Severity

STATUSES = [*Verdict, "recovered"]
SEVERITIES = [each.name for each in Severity]


@documented
class AlsoTold(TypedDict):
    """How another alert of the same text ended: as its own report, or with status "error" and its problem."""

    status: str
    request_id: NotRequired[str]
    incident_id: NotRequired[str | None]
    root_id: NotRequired[str | None]
    regression_of: NotRequired[str | None]
    severity: NotRequired[str]
    occurrences: NotRequired[int]
    pending: NotRequired[list[str]]
    problem: NotRequired[ProblemDocument]


@documented
class QueuedAnswer(TypedDict):
    """A report that is durable and will be decided later, because `Prefer: respond-async` asked for that."""

    status: Annotated[str, Field(json_schema_extra={"enum": ["queued"]})]
    request_id: str
    """Ask for the verdict with `GET /reports/{request_id}`."""


QUEUED: dict[int | str, Json] = {202: {"model": QueuedAnswer}}


@documented
class ReportAnswer(TypedDict):
    """The durable verdict on one report.

    `decision` says why; `runbooks` are the sections behind the advice. A key that may only report sees neither the
    runbooks nor the advice, and only the method of the decision. A text with several alerts is answered for its worst
    one; `also` lists up to 100 others.
    """

    request_id: str
    """The report's id, `req_…`; a repeat of the report has the same one."""

    status: Annotated[str, Field(json_schema_extra={"enum": STATUSES})]
    """The verdict, or `recovered` for a text that says that a problem ended, which opens nothing."""

    incident_id: str | None
    """The incident that the report was counted on; for an end, the live incident that it is about, or null."""

    root_id: str | None
    """The first incident of the problem's lineage."""

    regression_of: str | None
    """The resolved incident that came back, if it is a regression."""

    severity: Annotated[str, Field(json_schema_extra={"enum": SEVERITIES})]
    """The incident's severity now."""

    occurrences: int
    """Reports counted on it so far, including this one."""

    pending: list[str]
    """What is still missing: semantic, runbooks, advice; or notify, which is normal while people are being notified."""

    decision: DecisionAnswer | MethodAnswer
    similar: NotRequired[list[SimilarAnswer]]
    runbooks: NotRequired[list[SectionAnswer]]
    recommendations: NotRequired[str]
    """The advice as Markdown; empty until there is one."""

    advice: NotRequired[AdviceAnswer | None]
    also: NotRequired[list[AlsoTold]]
    warnings: NotRequired[list[str]]
    """What was ignored in the body, such as unknown fields."""

    response_time_seconds: NotRequired[float]


class FailedReport(TypedDict):
    """A report of a batch that was not accepted."""

    status: Annotated[str, Field(json_schema_extra={"enum": ["error"]})]
    problem: ProblemDocument


@documented
class BatchAnswer(TypedDict):
    """One result per report, in order: an answer, or status "error" with its problem."""

    count: int
    results: list[ReportAnswer | FailedReport]
    response_time_seconds: float
