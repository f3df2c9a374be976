"""`POST /changes`: deployments and configuration changes, as evidence on the tickets of their service."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.acts.changes import record_change
from api.auth.accounts import Principal
from api.deps import IdempotencyKey, ServicesDep, require
from api.http.idempotency import once
from api.http.schemas import ChangeBody
from api.http.sender_answers import ChangeAnswer
from tools.nouns.callers import Scope
from tools.times import rfc3339

router = APIRouter(tags=["senders"])
Teller = Annotated[Principal, Depends(require(Scope.REPORT))]


@router.post("/changes", response_model=ChangeAnswer)
async def tell(
    body: ChangeBody, request: Request, principal: Teller, services: ServicesDep, _key: IdempotencyKey = None
) -> Response:
    """Report a change.

    It appears on the timeline of tickets of its service within an hour of it, and in their advice.
    """
    toolbox = services.toolbox

    async def work() -> ChangeAnswer:
        fields = body.model_dump(exclude={"at"}, exclude_unset=True, include=set(type(body).model_fields))
        at = body.at.timestamp() if body.at else None
        change = await record_change(toolbox.changes, principal.caller, toolbox.clock(), at=at, **fields)
        shown = change.change_id, change.service, change.environment, rfc3339(change.at)
        return ChangeAnswer(change_id=shown[0], service=shown[1], environment=shown[2], at=shown[3])

    return await once(request, toolbox.idempotency, principal, work)
