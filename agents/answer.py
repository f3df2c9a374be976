"""The answer to a report, in the wire's shape, whichever door it came through."""

from agents.state import Output
from tools.nouns.decision_json import decision_to_json, similar_to_json
from tools.nouns.knowledge_json import advice_to_json, shown_to_json
from tools.nouns.recorded import Recorded


def answer(recorded: Recorded) -> Output:
    """The stored verdict as plain JSON types."""
    dossier = recorded.dossier
    return Output(
        request_id=recorded.request_id,
        status=recorded.verdict.value,
        incident_id=recorded.incident_id,
        root_id=recorded.root_id,
        regression_of=recorded.regression_of,
        severity=recorded.severity.name,
        occurrences=recorded.occurrences,
        decision=decision_to_json(recorded.decision),
        similar=[similar_to_json(each) for each in recorded.similar],
        runbooks=[shown_to_json(shown) for shown in dossier.runbooks],
        recommendations=dossier.recommendations,
        advice=advice_to_json(dossier.advice) if dossier.advice else None,
        pending=list(recorded.pending),
    )
