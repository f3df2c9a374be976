"""The list of incidents, and the fragment that the script requests."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.dashboard.listing import LIVE, Listing
from api.dashboard.notes import MOST, note_of
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute, is_part
from api.dashboard.visitors import Visits
from tools.errors import InvalidRequest
from tools.nouns.incidents import Incident, Page, Sort, Status
from tools.nouns.severity import Severity

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_CHOICES = {
    "statuses": [(LIVE, "Unresolved"), *((each.value, each.value.capitalize()) for each in Status)],
    "severities": [(each.name, each.name.capitalize()) for each in reversed(Severity)],
    "ages": [("1h", "the last hour"), ("24h", "the last day"), ("7d", "the last 7 days"), ("30d", "the last 30 days")],
    "sorts": [
        (Sort.NEWEST.value, "Newest"),
        (Sort.LAST_SEEN.value, "Last seen"),
        (Sort.SEVERITY.value, "Severity"),
        (Sort.OCCURRENCES.value, "Reports"),
    ],
}
_NONE: Page[Incident] = Page((), 0)


@router.get("/ui")
async def home() -> Response:
    """Redirect to the list, whose address ends with a slash."""
    return RedirectResponse("/ui/", 307)


@router.get("/ui/")
async def list_incidents(
    request: Request, visitor: Visits, cursor: Annotated[str, Query(max_length=400)] = ""
) -> Response:
    """The list with the filters in its address; for a script only its rows."""
    listing, wrong, found = Listing.of(request.query_params), "", _NONE
    # Taken before the list is read, so that the stream includes changes that happen until it begins.
    news_after = await visitor.services.live.position(visitor.tenant)
    try:
        query = listing.query(visitor.toolbox.clock(), cursor=cursor)
        found = await visitor.toolbox.store.incidents(visitor.tenant, query)
    except InvalidRequest as error:
        wrong = str(error)
    return await page(
        request,
        "incident_rows.html" if is_part(request) else "incidents.html",
        visitor,
        active="incidents",
        status=422 if wrong else 200,
        listing=listing,
        found=found,
        cursor=cursor,
        wrong=wrong,
        note=note_of(request),
        news_after=news_after,
        choices=_CHOICES,
        most=MOST,
    )
