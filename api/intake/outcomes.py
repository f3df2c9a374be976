"""The outcomes of several alerts in one text: which one is the answer, and which are listed beside it."""

from collections.abc import Sequence
from typing import TypeAlias

from agents.recoveries import RECOVERED
from agents.state import Output
from tools.errors import IncidentResponderError
from tools.nouns.decisions import Verdict
from tools.nouns.recorded import Recorded
from tools.nouns.severity import Severity

Answered: TypeAlias = Recorded | Output
"""A report's verdict, as the store recorded it or as a run of the graph returned it."""
Outcome: TypeAlias = Answered | IncidentResponderError
"""How one report of many ended."""

_NEWS = (Verdict.EXISTING, Verdict.REGRESSION, Verdict.NEW)


def worst_of(first: Answered, others: Sequence[Outcome]) -> tuple[Answered, list[Outcome]]:
    """The answer to the whole text, and the rest in their order.

    The answer is the most severe outcome, then new before regression before existing; an end comes after anything that
    still lasts. Among equals it is the first one in the text's own order. An error is never the answer.
    """
    everything: list[Outcome] = [first, *others]
    answered = [(place, each) for place, each in enumerate(everything) if not isinstance(each, IncidentResponderError)]
    place, worst = max(answered, key=lambda one: (*_badness(one[1]), -one[0]))
    return worst, [each for at, each in enumerate(everything) if at != place]


def _badness(answered: Answered) -> tuple[int, int]:
    if isinstance(answered, Recorded):
        return answered.severity.value, _NEWS.index(answered.verdict)
    if answered["status"] == RECOVERED:
        return 0, -1
    return Severity[answered["severity"]].value, _NEWS.index(Verdict(answered["status"]))
