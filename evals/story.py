"""Tells one golden case to the product: reports through the graph, human acts through the store, as the API does it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agents.context import Context
from api.acts.resolving import resolve
from evals.cases import Case, Step, StepResult
from evals.story_clock import StoryClock
from graph.builder import Graph
from tools.errors import IncidentResponderError
from tools.nouns.incidents import Incident, Resolution
from tools.text.redaction.redact import redact
from tools.toolbox import Toolbox

ACTOR = "golden-suite"


class Storyteller:
    """One opened store with its graph and clock."""

    def __init__(self, folder: Path, toolbox: Toolbox, graph: Graph, clock: StoryClock) -> None:
        self.folder = folder
        self._toolbox = toolbox
        self._store = toolbox.store
        self._graph = graph
        self._clock = clock

    async def close(self) -> None:
        """Release the store."""
        await self._toolbox.close()

    async def tell(self, case: Case) -> list[StepResult]:
        """Do the steps in order. A refusal of the product is a result, anything else is an error of the suite."""
        self._clock.next_case()
        results: list[StepResult] = []
        for step in case.steps:
            self._clock.move(step.at)
            try:
                results.append(await self._step(case.tenant, step, results))
            except IncidentResponderError as error:
                results.append(StepResult(error=error.kind))
        return results

    async def _step(self, tenant: str, step: Step, before: Sequence[StepResult]) -> StepResult:
        if step.act == "report":
            return await self._report(tenant, step.body)
        incident = await self._act(tenant, step, before)
        return StepResult(incident=_view(incident), stored=await self._stored(tenant, incident.incident_id))

    async def _report(self, tenant: str, body: Mapping[str, Any]) -> StepResult:
        moment = self._clock.moment(body.get("occurred_at"))
        run = {**body, "tenant": tenant, "occurred_at": moment}
        answer: dict[str, Any] = {}
        async for update in self._graph.astream(run, context=Context(), stream_mode="updates"):
            for written in update.values():
                answer |= written
        evidence = tuple(match["section"]["citation"] for match in answer.pop("evidence", []))
        report = await self._store.report(tenant, answer["request_id"])
        incident = await self._store.incident(tenant, answer["incident_id"])
        stored = json.dumps(asdict(report), ensure_ascii=False) + await self._stored(tenant, incident.incident_id)
        return StepResult(answer, _view(incident), stored, evidence=evidence)

    async def _act(self, tenant: str, step: Step, before: Sequence[StepResult]) -> Incident:
        body, store = step.body, self._store
        target = before[body["of"] - 1].incident_id
        if step.act == "resolve":
            return await resolve(self._toolbox, tenant, target, self._resolution(body), ACTOR)
        if step.act == "acknowledge":
            return await store.acknowledge(tenant, target, ACTOR)
        if step.act == "merge":
            await store.merge(tenant, target, before[body["into"] - 1].incident_id, redact("same cause"), ACTOR)
            return await store.incident(tenant, target)
        return await store.split(tenant, target, _selector(body, before), redact("another cause"), ACTOR)

    def _resolution(self, body: Mapping[str, Any]) -> Resolution:
        at = self._clock.moment(body.get("resolved_at"))
        text = redact(body.get("resolution", "Fixed."))
        return Resolution(text, body.get("by", ACTOR), at, body.get("release"))

    async def _stored(self, tenant: str, incident_id: str) -> str:
        """Every text the store can show of a ticket."""
        incident = await self._store.incident(tenant, incident_id)
        decisions = await self._store.explain(tenant, incident_id)
        return json.dumps([asdict(incident), *map(dict, decisions)], ensure_ascii=False, default=str)


def _selector(body: Mapping[str, Any], before: Sequence[StepResult]) -> dict[str, Any]:
    if "merged" in body:
        return {"merged_incident_id": before[body["merged"] - 1].incident_id}
    return {"occurrence_ids": [before[step - 1].answer["request_id"] for step in body["occurrences"]]}


def _view(incident: Incident) -> dict[str, Any]:
    """A ticket in plain words."""
    view = asdict(incident)
    return view | {"severity": incident.severity.name, "status": incident.status.value}
