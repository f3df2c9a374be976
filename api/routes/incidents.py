"""`GET /incidents/{id}`, its alerts and its explanation: what an incident is, and why."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.changes import ticket_with_changes
from api.acts.incident_ids import id_in_address
from api.deps import ServicesDep, Viewer
from api.http.answers import ActivationList, Explanation, IncidentAnswer
from api.http.explained import explained
from api.http.responses import json_response
from api.http.wire import activation, incident

router = APIRouter(prefix="/incidents", tags=["incidents"])


@router.get("/{incident_id}", response_model=IncidentAnswer)
async def show_incident(incident_id: str, principal: Viewer, services: ServicesDep) -> Response:
    """Return one incident with its timeline; a merged one names its target.

    Any unambiguous beginning of the id is enough.
    """
    toolbox, tenant = services.toolbox, principal.tenant
    one = await id_in_address(toolbox.store, tenant, incident_id)
    return json_response(incident(await ticket_with_changes(toolbox, tenant, one)))


@router.get("/{incident_id}/activations", response_model=ActivationList)
async def list_activations(incident_id: str, principal: Viewer, services: ServicesDep) -> Response:
    """List the alerts that fire or fired on it. Each counts once, however often its sender repeats it."""
    toolbox = services.toolbox
    found = await toolbox.store.activations(principal.tenant, incident_id)
    shown = [activation(each, toolbox.clock(), toolbox.settings.policy.activation_stale) for each in found]
    return json_response({"incident_id": incident_id, "count": len(shown), "activations": shown})


@router.get("/{incident_id}/explain", response_model=Explanation)
async def explain_incident(incident_id: str, principal: Viewer, services: ServicesDep) -> Response:
    """Explain why its reports belong together: each decision with its scores, vetoes and rejected candidates."""
    decisions = await services.toolbox.store.explain(principal.tenant, incident_id)
    return json_response({"incident_id": incident_id, "decisions": [explained(decision) for decision in decisions]})
