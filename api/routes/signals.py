"""`GET /signals`: what each sender posted last, what matched nothing, and what could not be read."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServicesDep, Viewer
from api.http.responses import json_response
from api.http.sender_answers import SignalList
from api.http.signal_lists import last_intake, refused, unmatched_recovery

router = APIRouter(tags=["senders"])
MAX_PAGE = 200


@router.get("/signals", response_model=SignalList)
async def list_signals(
    principal: Viewer,
    services: ServicesDep,
    outcome: Literal["last", "unmatched", "refused"] = "last",
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Show what became of the bodies that senders posted.

    `last`: the latest body from each sender and key. `unmatched`: recoveries that ended nothing. `refused`, for seven
    days: bodies from which nothing could be read, and requests whose key or signature was refused (`body` is null).
    """
    log, tenant, next_cursor = services.toolbox.intake_log, principal.tenant, None
    if outcome == "last":
        shown = [last_intake(each) for each in (await log.last_intakes(tenant))[:limit]]
    elif outcome == "refused":
        shown = refused(await log.refused(tenant, limit), await log.turned_away(tenant, limit), limit)
    else:
        page = await services.toolbox.store.unmatched_recoveries(tenant, limit, cursor)
        shown, next_cursor = [unmatched_recovery(each) for each in page.items], page.next_cursor
    answer = {"outcome": outcome, "count": len(shown), "signals": shown, "next_cursor": next_cursor}
    return json_response(answer)
