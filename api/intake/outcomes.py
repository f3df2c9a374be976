"""The outcomes of several alerts in one text: which one is the answer, and which ones are listed beside it."""

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
"""How one of many reports ended."""

_NEWS = (Verdict.EXISTING, Verdict.REGRESSION, Verdict.NEW)


def worst_of(first: Answered, others: Sequence[Outcome]) -> tuple[Answered, list[Outcome]]:
    """Return the answer to the whole text, and the other outcomes in their order.

    The answer is the most severe outcome; among equally severe ones a new problem comes before a regression, and that
    before an existing one. An end comes after anything that still lasts. Among equals the first in the text wins. An
    error is never the answer.
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
