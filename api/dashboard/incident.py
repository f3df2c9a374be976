"""One incident: its page, and the previews of what a merge or a split would move."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.dashboard.incident_view import view_of
from api.dashboard.notes import note_of
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute, is_part
from api.dashboard.visitors import Visits
from api.postmortem import postmortem
from tools.errors import InvalidRequest
from tools.ids import is_incident_id
from tools.nouns.explanations import DecisionEntry
from tools.nouns.incidents import Incident, IncidentQuery, Status

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui/incidents")
Word = Annotated[str, Query(max_length=300)]
_OFFERED = 8


@router.get("/{incident_id}")
async def show_incident(incident_id: str, request: Request, visitor: Visits) -> Response:
    """The page; for a script only the parts that change."""
    # Taken before reading, so that the stream includes changes that happen between reading and its first message.
    news_after = await visitor.services.live.position(visitor.tenant)
    view = await view_of(visitor.toolbox, visitor.tenant, incident_id)
    template, note = "incident_parts.html" if is_part(request) else "incident.html", note_of(request)
    return await page(request, template, visitor, active="incidents", view=view, note=note, news_after=news_after)


@router.get("/{incident_id}/merge")
async def preview_merge(incident_id: str, request: Request, visitor: Visits, into: Word = "") -> Response:
    """Show what a merge would move or, before a target is chosen, possible targets."""
    store, tenant = visitor.toolbox.store, visitor.tenant
    ticket, target, offered = await store.incident(tenant, incident_id), None, list[Incident]()
    if is_incident_id(into.strip()):
        target = await store.incident(tenant, into.strip())
    else:
        offered = await _others(visitor, ticket, into.strip())
    return await page(
        request, "merge.html", visitor, active="incidents", ticket=ticket, target=target, offered=offered, asked=into
    )


@router.get("/{incident_id}/split")
async def preview_split(
    incident_id: str,
    request: Request,
    visitor: Visits,
    fingerprint: Word = "",
    merged: Word = "",
    request_id: Word = "",
) -> Response:
    """Show what a split would move. Raises InvalidRequest for a part that no longer exists."""
    store, tenant = visitor.toolbox.store, visitor.tenant
    ticket, entries = await store.incident(tenant, incident_id), await store.explain(tenant, incident_id)
    decisions = [each for each in entries if isinstance(each, DecisionEntry)]
    moves = [
        each
        for each in decisions
        if (fingerprint and each.fingerprint == fingerprint)
        or (merged and each.recorded_on == merged)
        or (request_id and each.request_id == request_id)
    ]
    if not moves and not is_incident_id(merged):
        raise InvalidRequest("this part is no longer in the incident: reload its page")
    part = await store.incident(tenant, merged) if is_incident_id(merged) else None
    counted = part.occurrences if part else sum(each.reports for each in moves)
    return await page(
        request,
        "split.html",
        visitor,
        active="incidents",
        ticket=ticket,
        moves=moves,
        part=part,
        count=counted,
        chosen={"fingerprint": fingerprint, "merged": merged, "request_id": request_id},
    )


@router.get("/{incident_id}/postmortem")
async def show_postmortem(incident_id: str, request: Request, visitor: Visits, download: bool = False) -> Response:
    """The postmortem, as Markdown to edit."""
    view = await view_of(visitor.toolbox, visitor.tenant, incident_id)
    text = postmortem(view.ticket, view.entries, view.generations)
    if download:
        name = f'attachment; filename="{view.ticket.incident_id}.md"'
        return Response(text, 200, {"Content-Disposition": name}, "text/markdown; charset=utf-8")
    return await page(request, "postmortem.html", visitor, active="incidents", ticket=view.ticket, text=text)


async def _others(visitor: Visits, ticket: Incident, words: str) -> list[Incident]:
    """Live incidents to offer as merge targets: those that match the words, or those of the same service."""
    found: list[Incident] = []
    for status in (Status.OPEN, Status.ACKNOWLEDGED):
        service = None if words else ticket.service
        query = IncidentQuery(status=status, service=service, text=words or None, limit=_OFFERED + 1)
        found += (await visitor.toolbox.store.incidents(visitor.tenant, query)).items
    return [each for each in found if each.incident_id != ticket.incident_id][:_OFFERED]
