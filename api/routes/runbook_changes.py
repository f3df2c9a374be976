"""`PUT /runbooks/{id}`, `DELETE /runbooks/{id}`: how an administrator changes runbooks."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.acts import runbooks
from api.deps import Admin, ServicesDep
from api.http.answers import RunbookAnswer
from api.http.direct import described_body, read_markdown
from api.http.responses import json_response
from api.http.runbook_ids import ADDRESS, NewId
from api.http.schemas import RunbookBody
from api.http.wire import runbook

router = APIRouter(prefix="/runbooks", tags=["runbooks"])


@router.put(
    ADDRESS,
    response_model=RunbookAnswer,
    openapi_extra=described_body(RunbookBody),
)
async def put_runbook(runbook_id: NewId, request: Request, principal: Admin, services: ServicesDep) -> Response:
    """Store a runbook under its id, replacing the tenant's older version. The body is Markdown, or JSON with `text`."""
    text = await read_markdown(request)
    return json_response(runbook(await runbooks.put(services.toolbox, principal.caller, runbook_id, text)))


@router.delete(ADDRESS, status_code=204)
async def delete_runbook(runbook_id: str, principal: Admin, services: ServicesDep) -> Response:
    """Remove a runbook; a shipped one is hidden for this tenant only."""
    await runbooks.delete(services.toolbox, principal.caller, runbook_id)
    return Response(status_code=204)
