"""Publisher: stores the advice with its ticket, exactly once, and completes the answer."""

from agents.approval import approved
from agents.context import Runtime, current
from agents.markdown import to_markdown
from agents.progress import report_progress
from agents.state import Publication, State
from tools.errors import IncidentResponderError
from tools.nouns.json_types import Json
from tools.nouns.knowledge_json import advice_from_json, advice_to_json, dossier_from_json, dossier_to_json
from tools.ports import TicketStore
from tools.telemetry.spans import spanned


class Publisher:
    """The only agent that writes after the verdict. What it cannot store stays `pending`; the sweep tries again."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store

    @spanned("publisher")
    async def __call__(self, state: State, runtime: Runtime) -> Publication:
        """The graph's node. A duplicate is answered with what its ticket already has."""
        if state["path"] == "duplicate":
            return _unchanged(state, state["pending"])
        rest = [word for word in state["pending"] if word != "advice"]
        if state["advice"] is None:
            report_progress(runtime, "publisher", "no advice yet; the sweep tries again")
            return _unchanged(state, [*rest, "advice"])
        if current(runtime).approve_dangers:
            state = _approved(state)
        if state["decision"].get("dry_run"):
            report_progress(runtime, "publisher", "a dry run: nothing is stored")
            return _unchanged(state, rest)
        try:
            published = await self._publish(state, rest)
        except IncidentResponderError:
            return _unchanged(state, [*rest, "advice"])
        report_progress(runtime, "publisher", f"the advice is on {state['incident_id']}")
        return published

    async def _publish(self, state: State, pending: list[str]) -> Publication:
        """If another run stored advice first, keep that and answer with it."""
        if await self._store.save_advice(state["asked"]["tenant"], _ticket(state), dossier_from_json(state)):
            return _unchanged(state, pending)
        stored = await self._store.recorded(state["asked"]["tenant"], state["request_id"], _ticket(state))
        kept = dossier_to_json(stored.dossier)
        return _with(kept, state, pending)


def _ticket(state: State) -> str:
    """The ticket that the advice is for. Only a recovery may have none, and it takes the path of a duplicate."""
    assert state["incident_id"] is not None
    return state["incident_id"]


def _approved(state: State) -> State:
    """The state with only the advice that may be published."""
    draft = advice_from_json(state["advice"] or {})
    advice = approved(draft, _ticket(state))
    return (
        state
        if advice is draft
        else {**state, "advice": advice_to_json(advice), "recommendations": to_markdown(advice)}
    )


def _unchanged(state: State, pending: list[str]) -> Publication:
    return _with(state, state, pending)


def _with(advised: State | Json, state: State, pending: list[str]) -> Publication:
    return Publication(
        severity=state["ticket_severity"],
        runbooks=advised["runbooks"],
        recommendations=advised["recommendations"],
        advice=advised["advice"],
        pending=pending,
    )
