"""Publisher: stores the advice with its ticket, exactly once, and completes the answer."""

from agents.state import Publication, State
from tools.errors import IncidentResponderError
from tools.nouns.knowledge_json import dossier_from_json, dossier_to_json
from tools.ports import TicketStore


class Publisher:
    """The only agent that writes after the verdict. What it cannot store stays `pending`; the sweep tries again."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store

    async def __call__(self, state: State) -> Publication:
        """The graph's node. A duplicate is answered with what its ticket already has."""
        if state["path"] == "duplicate":
            return _unchanged(state, state["pending"])
        rest = [word for word in state["pending"] if word != "advice"]
        if state["advice"] is None:
            return _unchanged(state, [*rest, "advice"])
        if state["decision"].get("dry_run"):
            return _unchanged(state, rest)
        try:
            return await self._publish(state, rest)
        except IncidentResponderError:
            return _unchanged(state, [*rest, "advice"])

    async def _publish(self, state: State, pending: list[str]) -> Publication:
        """Keeps the advice of another run that was first, and answers with it."""
        if await self._store.save_advice(state["tenant"], state["incident_id"], dossier_from_json(state)):
            return _unchanged(state, pending)
        kept = dossier_to_json((await self._store.recorded(state["tenant"], state["request_id"])).dossier)
        return Publication(
            runbooks=kept["runbooks"], recommendations=kept["recommendations"], advice=kept["advice"], pending=pending
        )


def _unchanged(state: State, pending: list[str]) -> Publication:
    return Publication(
        runbooks=state["runbooks"], recommendations=state["recommendations"], advice=state["advice"], pending=pending
    )
