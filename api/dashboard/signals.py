"""The page of what senders posted, for connecting a sender."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.visitors import Visits

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui")
_SHOWN = 50


@router.get("/signals")
async def show_signals(
    request: Request, visitor: Visits, cursor: Annotated[str, Query(max_length=400)] = ""
) -> Response:
    """The newest body of each sender and key, what was refused or could not be read, and ends that matched nothing."""
    log, store, tenant = visitor.toolbox.intake_log, visitor.toolbox.store, visitor.tenant
    last = await log.last_intakes(tenant)
    names = {each.key_id: each.name for each in await visitor.toolbox.keys.keys(tenant)}
    return await page(
        request,
        "signals.html",
        visitor,
        active="signals",
        last=last[:200],
        refused=await log.refused(tenant, _SHOWN),
        turned_away=await log.turned_away(tenant, _SHOWN),
        accepted={(each.sender, each.identity): each.at for each in last},
        unmatched=await store.unmatched_recoveries(tenant, _SHOWN, cursor or None),
        names=names,
    )
