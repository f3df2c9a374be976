"""Of several alerts in one text the worst is the answer, and the others are told beside it in their order."""

from typing import Any

import pytest

from api.intake.outcomes import worst_of
from tools.errors import IncidentResponderError, StoreUnavailable
from tools.nouns.decisions import Band, Decision, Method, Verdict, Versions
from tools.nouns.incidents import Dossier
from tools.nouns.recorded import Recorded
from tools.nouns.severity import Severity

AWAY = StoreUnavailable("away")


def stored(verdict: str, severity: str) -> Recorded:
    found = Decision(Verdict(verdict), Method.EXACT, Band.SAME, Versions())
    return Recorded("req_1", found.verdict, "inc_1", "inc_1", Severity[severity], 1, found, Dossier())


def told(status: str, severity: str = "LOW") -> Any:
    """What a run of the graph answers."""
    return {"status": status, "severity": severity}


@pytest.mark.parametrize("make", [stored, told])
@pytest.mark.parametrize(
    ("outcomes", "worst"),
    [
        (["existing LOW", "existing CRITICAL", "new HIGH"], 1),
        (["existing HIGH", "regression HIGH", "new HIGH"], 2),
        (["existing HIGH", "regression HIGH"], 1),
        (["new HIGH", "new HIGH"], 0),
        (["existing LOW"], 0),
    ],
)
def test_the_most_severe_then_the_newest_then_the_first(make: Any, outcomes: list[str], worst: int) -> None:
    first, *others = (make(*each.split()) for each in outcomes)
    found, rest = worst_of(first, others)
    assert found is [first, *others][worst]
    assert rest == [each for each in [first, *others] if each is not found]


def test_an_end_is_never_worse_than_what_lasts() -> None:
    over, low = told("recovered", "CRITICAL"), told("existing")
    assert worst_of(over, [low]) == (low, [over])
    assert worst_of(over, [stored("existing", "LOW")])[1] == [over]
    assert worst_of(over, []) == (over, [])


def test_what_could_not_be_decided_is_never_the_answer() -> None:
    low = told("existing")
    found, rest = worst_of(low, [AWAY, told("new", "HIGH")])
    assert found == told("new", "HIGH")
    assert rest == [low, AWAY]
    assert all(isinstance(each, IncidentResponderError) for each in worst_of(low, [AWAY])[1])
