"""`GET /deliveries`, `POST /deliveries/{id}/replay`, `POST /deliveries/replay`: notifications on their way out."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.acts.deliveries import listed_deliveries, replay_dead, replay_delivery
from api.deps import IdempotencyKey, Responder, ServicesDep, Viewer
from api.http.delivery_answers import STATES, DeliveryAnswer, DeliveryList, ReplayAnswer, delivery_answer
from api.http.idempotency import once
from api.http.responses import json_response

router = APIRouter(prefix="/deliveries", tags=["people"])


@router.get("", response_model=DeliveryList)
async def list_deliveries(
    principal: Viewer,
    services: ServicesDep,
    state: Annotated[str | None, Query(max_length=20, json_schema_extra=STATES)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """List deliveries, newest first; `state` is pending, retrying, blocked, silenced, delivered or dead."""
    page = await listed_deliveries(services.toolbox.deliveries, principal.caller, state, limit, cursor)
    shown = list(map(delivery_answer, page.items))
    return json_response({"deliveries": shown, "count": page.count, "next_cursor": page.next_cursor})


@router.post("/{delivery_id}/replay", response_model=DeliveryAnswer)
async def replay(
    delivery_id: str, request: Request, principal: Responder, services: ServicesDep, _key: IdempotencyKey = None
) -> Response:
    """Send a dead or silenced delivery again, for another 24 hours, even during a silence."""
    box, asked = services.toolbox, (principal.caller, delivery_id, services.toolbox.clock())

    async def work() -> DeliveryAnswer:
        return delivery_answer(await replay_delivery(box.deliveries, box.accounts, *asked))

    return await once(request, box.idempotency, principal, work)


@router.post("/replay", response_model=ReplayAnswer)
async def replay_all(
    request: Request,
    principal: Responder,
    services: ServicesDep,
    destination: Annotated[str, Query(max_length=200)] = "",
    _key: IdempotencyKey = None,
) -> Response:
    """Send every dead delivery again, or those of one destination."""
    box, asked = services.toolbox, (principal.caller, services.toolbox.clock(), destination)

    async def work() -> ReplayAnswer:
        return {"replayed": await replay_dead(box.deliveries, box.accounts, *asked)}

    return await once(request, box.idempotency, principal, work)
