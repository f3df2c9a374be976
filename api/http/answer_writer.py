"""Writes answers to reports, ready for orjson; what duplicates share is serialised once.

It is separate from `wire`, because it imports the agents, and with them LangGraph.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from agents.answer import answer
from agents.state import Output
from api.intake.outcomes import Outcome
from tools.cache import BoundedCache
from tools.errors import IncidentResponderError
from tools.nouns.callers import Caller
from tools.nouns.decision_json import decision_to_json
from tools.nouns.decisions import Decision
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge_json import dossier_to_json
from tools.nouns.recorded import Recorded

_NO_DOSSIER: dict[str, Any] = dict.fromkeys(("runbooks", "recommendations", "advice"))
_OWN = ("request_id", "status", "incident_id", "root_id", "regression_of", "severity", "occurrences", "pending")


class Shared(NamedTuple):
    """What the answers to all duplicates of a ticket share, as JSON: the fields before and after the count.

    The cache key contains the ids of the two objects; keeping them alive ensures that no others get those ids.
    """

    before: bytes
    after: bytes
    decision: Decision
    dossier: Dossier


class AnswerWriter:
    """Writes answers to reports. Duplicates share their ticket's Dossier and Decision, whose bytes it caches."""

    def __init__(self, remembered: int = 4096) -> None:
        # Keyed by identity, which is cheaper than a hash of all texts. The object is kept beside its bytes, so no other
        # object can get its id.
        self._dossiers: BoundedCache[int, tuple[Dossier, dict[str, orjson.Fragment]]] = BoundedCache(
            remembered, texts=True
        )
        self._decisions: BoundedCache[int, tuple[Decision, orjson.Fragment]] = BoundedCache(remembered, texts=True)
        self._shared: BoundedCache[tuple[object, ...], Shared] = BoundedCache(remembered, texts=True)

    def answer_for(self, caller: Caller, found: Recorded | Output) -> Mapping[str, Any]:
        """Return the part of the answer that the caller may see."""
        return for_reporter(found) if caller.reports_only else self.answer(found)

    def answer(self, found: Recorded | Output) -> Output:
        """Do the same as `agents.answer.answer`, ready for orjson. A run's answer already is."""
        if not isinstance(found, Recorded):
            return found
        return answer(found, self._dossier(found.dossier), self._decision(found.decision))

    def written(self, found: Recorded | Output) -> orjson.Fragment:
        """Return the answer as bytes for a batch."""
        return orjson.Fragment(self._bytes(found))

    def written_for(
        self,
        caller: Caller,
        found: Recorded | Output,
        also: Iterable[Outcome],
        warnings: Sequence[str],
        response_time_seconds: float,
    ) -> bytes:
        """Return the whole answer to one report, as far as the caller may see it.

        It includes the other alerts in the text, warnings about ignored fields, and the time it took.
        """
        rest = {"also": other_outcomes(also), "warnings": warnings, "response_time_seconds": response_time_seconds}
        if caller.reports_only:
            return orjson.dumps({**for_reporter(found), **rest})
        return b"%b,%b" % (self._bytes(found)[:-1], orjson.dumps(rest)[1:])

    def _bytes(self, found: Recorded | Output) -> bytes:
        """Return the answer's bytes.

        For a known problem only two fields are serialised each time: 1 µs instead of 5.
        """
        if not isinstance(found, Recorded):
            return orjson.dumps(found)
        shared = self._shared_by(found)
        return b'{"request_id":%b,%b,"occurrences":%d,%b' % (
            orjson.dumps(found.request_id),
            shared.before,
            found.occurrences,
            shared.after,
        )

    def _shared_by(self, found: Recorded) -> "Shared":
        same_for = (
            found.incident_id,
            found.verdict,
            found.root_id,
            found.severity,
            found.regression_of,
            found.pending,
            id(found.decision),
            id(found.dossier),
        )
        shared = self._shared.get(same_for)
        if shared is None:
            whole = self.answer(found)
            names = list(whole)
            place = names.index("occurrences")
            before, after = ({name: whole[name] for name in part} for part in (names[1:place], names[place + 1 :]))  # type: ignore[literal-required]
            shared = Shared(orjson.dumps(before)[1:-1], orjson.dumps(after)[1:], found.decision, found.dossier)
            self._shared[same_for] = shared
        return shared

    def _dossier(self, dossier: Dossier) -> dict[str, orjson.Fragment]:
        known = self._dossiers.get(id(dossier))
        if known is None:
            parts = dossier_to_json(dossier).items()
            known = dossier, {name: orjson.Fragment(orjson.dumps(part)) for name, part in parts}
            self._dossiers[id(dossier)] = known
        return known[1]

    def _decision(self, decision: Decision) -> orjson.Fragment:
        known = self._decisions.get(id(decision))
        if known is None:
            known = decision, orjson.Fragment(orjson.dumps(decision_to_json(decision)))
            self._decisions[id(decision)] = known
        return known[1]


def other_outcomes(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Return the outcomes of the other alerts in a text, as the answer lists them."""
    return [
        _problem(each)
        if isinstance(each, IncidentResponderError)
        else {name: value for name, value in for_reporter(each).items() if name != "decision"}
        for each in outcomes
    ]


def for_reporter(found: Recorded | Output) -> dict[str, Any]:
    """Return the answer for a caller who may only report: their own report's outcome, nothing about other tickets."""
    if isinstance(found, Recorded):
        shown, method = answer(found, _NO_DOSSIER, {}), found.decision.method.value
    else:
        shown, method = found, found["decision"]["method"]
    own: Mapping[str, Any] = shown
    return {name: own[name] for name in _OWN} | {"decision": {"method": method}}


def _problem(error: IncidentResponderError) -> dict[str, Any]:
    from api.http.problems import problem_document  # with it comes what HTTP takes

    return {"status": "error", "problem": problem_document(error)}
