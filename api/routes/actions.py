"""What people do with an incident: each route passes its body to the act and answers with the incident."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts import incidents
from api.deps import Act
from api.http.answers import IncidentAnswer
from api.http.schemas import CommentBody, FeedbackBody, MergeBody, NoFields, SeverityBody, SplitBody

router = APIRouter(tags=["actions"])


@router.post("/incidents/{incident_id}/acknowledge", response_model=IncidentAnswer)
async def acknowledge_incident(incident_id: str, act: Act, _body: NoFields | None = None) -> Response:
    """Record that someone is working on it."""
    return await act(incidents.acknowledge, incident_id)


@router.post("/incidents/{incident_id}/give-back", response_model=IncidentAnswer)
async def give_incident_back(incident_id: str, act: Act, _body: NoFields | None = None) -> Response:
    """Undo an acknowledgement: the incident is open again."""
    return await act(incidents.give_back, incident_id)


@router.post("/incidents/{incident_id}/severity", response_model=IncidentAnswer)
async def set_severity(incident_id: str, body: SeverityBody, act: Act) -> Response:
    """Set the severity. More severe reports still raise it."""
    return await act(incidents.set_severity, incident_id, body.severity, body.reason or "")


@router.post("/incidents/{incident_id}/comments", response_model=IncidentAnswer)
async def comment_incident(incident_id: str, body: CommentBody, act: Act) -> Response:
    """Add a comment to the timeline."""
    return await act(incidents.comment, incident_id, body.text)


@router.post("/incidents/{incident_id}/feedback", response_model=IncidentAnswer)
async def judge_advice(incident_id: str, body: FeedbackBody, act: Act) -> Response:
    """Say whether the advice, or one step of it, helped."""
    return await act(incidents.rate_advice, incident_id, helpful=body.helpful, step=body.step, text=body.text or "")


@router.post("/incidents/{incident_id}/advise", response_model=IncidentAnswer)
async def advise_again(incident_id: str, act: Act, _body: NoFields | None = None) -> Response:
    """Get new advice, from the current runbooks and resolutions."""
    return await act(incidents.advise_again, incident_id, act.services.agents)


@router.post("/incidents/{incident_id}/merge", response_model=IncidentAnswer)
async def merge_incident(incident_id: str, body: MergeBody, act: Act) -> Response:
    """Merge this incident into another live one. Later matches are counted there."""
    return await act(incidents.merge, incident_id, body.into, body.reason or "")


@router.post("/incidents/{incident_id}/split", response_model=IncidentAnswer)
async def split_incident(incident_id: str, body: SplitBody, act: Act) -> Response:
    """Split off part of this incident. The answer is the new incident."""
    return await act(incidents.split, incident_id, body.selector, body.reason or "")
