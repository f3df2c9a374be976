"""Publisher: stores the advice with its ticket, exactly once, and rounds off the answer."""

from typing import Any

from typing_extensions import TypedDict

from agents.recommender import Recommendation, Retrieved
from tools.errors import IncidentResponderError
from tools.nouns.incidents import Dossier
from tools.ports import TicketStore


class Recommended(Retrieved, Recommendation):
    """The state once the recommender has written: the whole run so far."""


class Publication(TypedDict):
    """The part of the answer that the advice changes."""

    runbooks: list[dict[str, Any]]
    recommendations: str
    advice: dict[str, Any] | None
    pending: list[str]


class Publisher:
    """The only agent that writes after the verdict. What it cannot store stays `pending`; the sweep tries again."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store

    async def __call__(self, state: Recommended) -> Publication:
        """The graph's node. A duplicate is answered with what its ticket already has."""
        if state["path"] == "duplicate":
            return _publication(state, state["pending"])
        rest = [word for word in state["pending"] if word != "advice"]
        if state["advice"] is None:
            return _publication(state, [*rest, "advice"])
        if state["decision"].get("dry_run"):
            return _publication(state, rest)
        try:
            return await self._publish(state, rest)
        except IncidentResponderError:
            return _publication(state, [*rest, "advice"])

    async def _publish(self, state: Recommended, pending: list[str]) -> Publication:
        tenant, dossier = state["tenant"], Dossier(tuple(state["runbooks"]), state["recommendations"], state["advice"])
        if not await self._store.save_advice(tenant, state["incident_id"], dossier):
            dossier = (await self._store.recorded(tenant, state["request_id"])).dossier  # another run was first
        return Publication(
            runbooks=[dict(match) for match in dossier.runbooks],
            recommendations=dossier.recommendations,
            advice=dict(dossier.advice) if dossier.advice else None,
            pending=pending,
        )


def _publication(state: Recommended, pending: list[str]) -> Publication:
    return Publication(
        runbooks=state["runbooks"], recommendations=state["recommendations"], advice=state["advice"], pending=pending
    )
