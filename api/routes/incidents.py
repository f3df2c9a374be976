"""`GET /incidents`, `GET /incidents/{id}` and its explanation: what is open, and why it is what it is."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.acts.changes import ticket_with_changes
from api.deps import ServicesDep, Viewer
from api.http.answers import ActivationList, Explanation, IncidentAnswer, IncidentList
from api.http.responses import json_response
from api.http.wire import activation, explained, incident
from api.queries import incident_query

router = APIRouter(prefix="/incidents", tags=["incidents"])
Recovering = Annotated[bool | None, Query(description="Only those whose every alert has ended, or only others")]
Filter = Annotated[str | None, Query(max_length=200)]


@router.get("", response_model=IncidentList)
async def list_incidents(
    principal: Viewer,
    services: ServicesDep,
    status: Filter = None,
    service: Filter = None,
    severity: Filter = None,
    environment: Filter = None,
    recovering: Recovering = None,
    q: Annotated[str | None, Query(max_length=200, description="Words of the title, or an id.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Filter = None,
) -> Response:
    """Incidents, newest first; `count` is all that match."""
    said = {"status": status, "service": service, "severity": severity, "environment": environment, "cursor": cursor}
    query = incident_query(**said, recovering=recovering, text=q, limit=limit)
    page = await services.toolbox.store.incidents(principal.tenant, query)
    answer = {"status": "success", "count": page.count, "next_cursor": page.next_cursor}
    return json_response(answer | {"incidents": [incident(ticket, timeline=False) for ticket in page.items]})


@router.get("/{incident_id}", response_model=IncidentAnswer)
async def show_incident(incident_id: str, principal: Viewer, services: ServicesDep) -> Response:
    """One incident with its timeline; a merged one says into what."""
    return json_response(incident(await ticket_with_changes(services.toolbox, principal.tenant, incident_id)))


@router.get("/{incident_id}/activations", response_model=ActivationList)
async def list_activations(incident_id: str, principal: Viewer, services: ServicesDep) -> Response:
    """The alerts that fire or fired on it: each counts once, however often its sender repeats it."""
    toolbox = services.toolbox
    found = await toolbox.store.activations(principal.tenant, incident_id)
    shown = [activation(each, toolbox.clock(), toolbox.settings.policy.activation_stale) for each in found]
    return json_response({"incident_id": incident_id, "count": len(shown), "activations": shown})


@router.get("/{incident_id}/explain", response_model=Explanation)
async def explain_incident(incident_id: str, principal: Viewer, services: ServicesDep) -> Response:
    """Why it holds what it holds: each decision in two lines, with scores, vetoes and what was refused."""
    decisions = await services.toolbox.store.explain(principal.tenant, incident_id)
    return json_response({"incident_id": incident_id, "decisions": [explained(decision) for decision in decisions]})
