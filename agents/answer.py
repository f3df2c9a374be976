"""The answer to a report in its wire format, the same for every door."""

from typing import Any

from agents.state import Output
from tools.nouns.decision_json import decision_to_json, similar_to_json
from tools.nouns.json_types import Json
from tools.nouns.knowledge_json import dossier_to_json
from tools.nouns.recorded import Recorded


def answer(recorded: Recorded, dossier: Json | None = None, decision: Any = None) -> Output:
    """The stored verdict as plain JSON types. Pass `dossier` and `decision` if they are already written as JSON."""
    shown = dossier_to_json(recorded.dossier) if dossier is None else dossier
    return Output(
        request_id=recorded.request_id,
        status=recorded.verdict.value,
        incident_id=recorded.incident_id,
        root_id=recorded.root_id,
        regression_of=recorded.regression_of,
        severity=recorded.severity.name,
        occurrences=recorded.occurrences,
        decision=decision_to_json(recorded.decision) if decision is None else decision,
        similar=[similar_to_json(each) for each in recorded.similar],
        runbooks=shown["runbooks"],
        recommendations=shown["recommendations"],
        advice=shown["advice"],
        pending=list(recorded.pending),
    )
