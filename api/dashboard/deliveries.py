"""The page of destinations, deliveries and silences, with retries for failed deliveries."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.acts.deliveries import listed_deliveries, replay_delivery
from api.acts.destinations import destinations_now
from api.acts.silences import WantedSilence, add_silence, end_silence, listed_silences
from api.dashboard.acts import field
from api.dashboard.notes import note_of, redirect_with_note
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.visitors import Visits, form_of
from tools.errors import InvalidRequest
from tools.ids import is_incident_id
from tools.nouns.deliveries import DeliveryState

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui")
Word = Annotated[str, Query(max_length=400)]
_SHOWN = 50
_HOURS = {"1": "an hour", "4": "4 hours", "24": "a day", "168": "a week", "720": "30 days"}


@router.get("/deliveries")
async def show_deliveries(request: Request, visitor: Visits, state: Word = "", cursor: Word = "") -> Response:
    """Whether each destination works; the newest deliveries, of one state or all; and the silences."""
    box, now = visitor.toolbox, visitor.toolbox.clock()
    found = await listed_deliveries(box.deliveries, visitor.caller, state or None, _SHOWN, cursor or None)
    silences = await listed_silences(box.silences, visitor.caller)
    destinations = await destinations_now(box.directory, box.lanes, box.deliveries, visitor.caller)
    return await page(
        request,
        "deliveries.html",
        visitor,
        active="deliveries",
        note=note_of(request),
        found=found,
        state=state,
        states=[each.value for each in DeliveryState],
        silences=[each for each in silences if each.state(now) != "over"],
        destinations=destinations,
        sends=box.settings.notify,
        held=await box.lanes.held(),
        now=now,
        hours=_HOURS,
    )


@router.post("/deliveries/replay")
async def replay(request: Request, visitor: Visits) -> Response:
    """Retry a dead or silenced delivery."""
    box, delivery_id = visitor.toolbox, field(await form_of(request), "delivery_id")
    await replay_delivery(box.deliveries, box.accounts, visitor.caller, delivery_id, box.clock())
    return redirect_with_note("/ui/deliveries", "replayed")


@router.post("/silences")
async def silence(request: Request, visitor: Visits) -> Response:
    """Add a silence; from an incident's page, for that incident."""
    box, form, now = visitor.toolbox, await form_of(request), visitor.toolbox.clock()
    hours, incident_id = field(form, "hours"), field(form, "incident_id")
    if hours not in _HOURS:
        raise InvalidRequest(f"hours: choose one of {', '.join(_HOURS)}")
    wanted = WantedSilence(
        until=now + float(hours) * 3600,
        reason=field(form, "reason"),
        service=field(form, "service"),
        environment=field(form, "environment"),
        severity=field(form, "severity"),
        incident_id=incident_id,
    )
    await add_silence(box.silences, box.accounts, visitor.caller, wanted, now)
    return redirect_with_note(
        f"/ui/incidents/{incident_id}" if is_incident_id(incident_id) else "/ui/deliveries", "silenced"
    )


@router.post("/silences/end")
async def unsilence(request: Request, visitor: Visits) -> Response:
    """End a silence now."""
    box, silence_id = visitor.toolbox, field(await form_of(request), "silence_id")
    await end_silence(box.silences, box.accounts, visitor.caller, silence_id, box.clock())
    return redirect_with_note("/ui/deliveries", "unsilenced")
