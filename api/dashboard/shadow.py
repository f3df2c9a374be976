"""The page of the shadow report: what would have been sent to whom, compared with the number of alerts received."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.acts.shadow import shadow_report
from api.ages import moment_of
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.visitors import Visits

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui")
_AGES = {"24h": "the last day", "7d": "the last 7 days", "30d": "the last 30 days"}


@router.get("/shadow")
async def show_shadow(
    request: Request, visitor: Visits, since: Annotated[str, Query(max_length=40)] = "7d"
) -> Response:
    """The report of `incident-responder shadow`. Raises InvalidRequest if `since` is neither an age nor a time."""
    box = visitor.toolbox
    asked = moment_of("since", since, box.clock())
    report = await shadow_report(box.store, box.deliveries, visitor.caller, asked)
    ages = _AGES if since in _AGES else {since: f"since {since}"} | _AGES
    tells = visitor.services.settings.notify
    return await page(
        request, "shadow.html", visitor, active="deliveries", report=report, since=since, ages=ages, tells=tells
    )
