"""Resolves an incident, corrects its resolution, and reopens it."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts import incidents
from api.deps import Act
from api.http.answers import IncidentAnswer
from api.http.schemas import AmendBody, ReopenBody, ResolveBody

router = APIRouter(tags=["actions"])


@router.post("/resolve", response_model=IncidentAnswer)
async def resolve_incident(body: ResolveBody, act: Act) -> Response:
    """Resolve an incident and say what fixed it. The same text again changes nothing; another text is 409: amend it."""
    return await act(
        incidents.resolve,
        body.incident_id,
        text=body.resolution,
        by=body.resolved_by,
        at=body.resolved_at.timestamp() if body.resolved_at else None,
        release=body.release or "",
    )


@router.patch("/incidents/{incident_id}/resolution", response_model=IncidentAnswer)
async def amend_resolution(incident_id: str, body: AmendBody, act: Act) -> Response:
    """Correct the text that says what fixed an incident. Later regressions show this text; the earlier one is kept."""
    fields = {"text": body.resolution, "by": body.resolved_by or "", "release": body.release or ""}
    return await act(incidents.amend, incident_id, **fields)


@router.post("/incidents/{incident_id}/reopen", response_model=IncidentAnswer)
async def reopen_incident(incident_id: str, body: ReopenBody, act: Act) -> Response:
    """Reopen a resolved incident. Its resolution is kept as a revision."""
    return await act(incidents.reopen, incident_id, body.reason)
