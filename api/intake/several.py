"""Several alerts told by one text: which of their outcomes is the answer, and which are told beside it."""

from collections.abc import Sequence
from typing import TypeAlias

from agents.recoveries import RECOVERED
from agents.state import Output
from tools.errors import IncidentResponderError
from tools.nouns.decisions import Verdict
from tools.nouns.recorded import Recorded
from tools.nouns.severity import Severity

Answered: TypeAlias = Recorded | Output
"""A report's verdict as the store gave it, or as a run of the graph tells it."""
Outcome: TypeAlias = Answered | IncidentResponderError
"""How one report of many ended."""

_NEWS = (Verdict.EXISTING, Verdict.REGRESSION, Verdict.NEW)


def worst_of(first: Answered, others: Sequence[Outcome]) -> tuple[Answered, list[Outcome]]:
    """The answer to the whole text, and the rest in their order.

    The worst is the most severe one, then what is news: new before regression before existing; an end is never worse
    than what lasts. Of equals it is the one
    that the text's own order of badness puts first; what could not be decided now is never the answer.
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
