"""The answer to a report, in the wire's shape, whichever door it came through."""

from typing import Any

from typing_extensions import TypedDict

from tools.nouns.decision_json import decision_to_json, similar_to_json
from tools.nouns.recorded import Recorded


class Answer(TypedDict):
    """What `POST /incident` tells; times and links are the API's business."""

    request_id: str
    status: str
    incident_id: str
    root_id: str
    regression_of: str | None
    severity: str
    occurrences: int
    decision: dict[str, Any]
    similar: list[dict[str, Any]]
    runbooks: list[dict[str, Any]]
    recommendations: str
    advice: dict[str, Any] | None
    pending: list[str]


def answer(recorded: Recorded) -> Answer:
    """The stored verdict as plain JSON types."""
    dossier = recorded.dossier
    return Answer(
        request_id=recorded.request_id,
        status=recorded.verdict.value,
        incident_id=recorded.incident_id,
        root_id=recorded.root_id,
        regression_of=recorded.regression_of,
        severity=recorded.severity.name,
        occurrences=recorded.occurrences,
        decision=decision_to_json(recorded.decision),
        similar=[similar_to_json(each) for each in recorded.similar],
        runbooks=[dict(match) for match in dossier.runbooks],
        recommendations=dossier.recommendations,
        advice=dict(dossier.advice) if dossier.advice else None,
        pending=list(recorded.pending),
    )
