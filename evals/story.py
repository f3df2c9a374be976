"""Tells one golden case to the product: reports through the graph, human acts as every door does them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agents.context import Context
from agents.recoveries import RECOVERED
from api.acts import incidents
from api.http.wire import incident as shown
from evals.cases import Case, Step, StepResult
from evals.story_clock import StoryClock
from graph.builder import Graph
from tools.errors import IncidentResponderError
from tools.nouns.callers import EVERYTHING, Caller
from tools.nouns.incidents import Incident
from tools.nouns.selectors import ChosenReports, MergedTicket, Selector
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
        """Do the steps in order. A refusal by the product is a result; any other error is one of the suite."""
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
        return StepResult(incident=shown(incident), stored=await self._stored(tenant, incident.incident_id))

    async def _report(self, tenant: str, body: Mapping[str, Any]) -> StepResult:
        moment = self._clock.moment(body.get("occurred_at"))
        run = {**body, "tenant": tenant, "occurred_at": moment}
        answer: dict[str, Any] = {}
        async for update in self._graph.astream(run, context=Context(), stream_mode="updates"):
            for written in update.values():
                answer |= written
        evidence = tuple(match["section"]["citation"] for match in answer.pop("evidence", []))
        if not answer["incident_id"]:  # the end of something that is not open: nothing is stored under its id
            return StepResult(answer)
        incident = await self._store.incident(tenant, answer["incident_id"])
        stored = await self._stored(tenant, incident.incident_id)
        if answer["status"] != RECOVERED:
            report = await self._store.report(tenant, answer["request_id"])
            stored = json.dumps(asdict(report), ensure_ascii=False) + stored
        return StepResult(answer, shown(incident), stored, evidence=evidence)

    async def _act(self, tenant: str, step: Step, before: Sequence[StepResult]) -> Incident:
        body, toolbox, caller = step.body, self._toolbox, Caller(tenant, ACTOR, EVERYTHING)
        target = before[body["of"] - 1].incident_id
        if step.act == "resolve":
            at = self._clock.moment(body.get("resolved_at"))
            text, by, release = (body.get(name, "") for name in ("resolution", "by", "release"))
            return await incidents.resolve(
                toolbox, caller, target, text=text or "Fixed.", by=by, at=at, release=release
            )
        if step.act == "acknowledge":
            return await incidents.acknowledge(toolbox, caller, target)
        if step.act == "merge":
            await incidents.merge(toolbox, caller, target, before[body["into"] - 1].incident_id, "same cause")
            return await self._store.incident(tenant, target)
        return await incidents.split(toolbox, caller, target, _selector(body, before), "another cause")

    async def _stored(self, tenant: str, incident_id: str) -> str:
        """Return every text that the store can show of a ticket."""
        incident = await self._store.incident(tenant, incident_id)
        decisions = await self._store.explain(tenant, incident_id)
        return json.dumps([asdict(incident), *map(asdict, decisions)], ensure_ascii=False, default=str)


def _selector(body: Mapping[str, Any], before: Sequence[StepResult]) -> Selector:
    if "merged" in body:
        return MergedTicket(before[body["merged"] - 1].incident_id)
    return ChosenReports(frozenset(before[step - 1].answer["request_id"] for step in body["occurrences"]))
