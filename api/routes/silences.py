"""`POST /silences`, `GET /silences`, `DELETE /silences/{id}`: notifications that people do not want for a while."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.acts.silences import add_silence, end_silence, listed_silences
from api.deps import IdempotencyKey, Responder, ServicesDep, Viewer
from api.http.delivery_answers import SilenceAnswer, SilenceList, silence_answer
from api.http.idempotency import once
from api.http.responses import json_response
from api.http.silence_body import SilenceBody

router = APIRouter(prefix="/silences", tags=["people"])


@router.post("", response_model=SilenceAnswer)
async def make_silence(
    body: SilenceBody, request: Request, principal: Responder, services: ServicesDep, _key: IdempotencyKey = None
) -> Response:
    """Hold back notifications that match. At the end, each matching ticket that is still live is announced once."""
    box = services.toolbox

    async def work() -> SilenceAnswer:
        now = box.clock()
        return silence_answer(await add_silence(box.silences, box.accounts, principal.caller, body.wanted, now), now)

    return await once(request, box.idempotency, principal, work)


@router.get("", response_model=SilenceList)
async def list_silences(principal: Viewer, services: ServicesDep) -> Response:
    """List all silences, newest first, including ended ones."""
    box = services.toolbox
    shown = [silence_answer(each, box.clock()) for each in await listed_silences(box.silences, principal.caller)]
    return json_response({"silences": shown, "count": len(shown), "next_cursor": None})


@router.delete("/{silence_id}", status_code=204)
async def remove_silence(silence_id: str, principal: Responder, services: ServicesDep) -> Response:
    """End a silence now."""
    box = services.toolbox
    await end_silence(box.silences, box.accounts, principal.caller, silence_id, box.clock())
    return Response(status_code=204)
