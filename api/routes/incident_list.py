"""`GET /incidents`: the incidents that are open, and those that were."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import ServicesDep, Viewer
from api.http.answers import IncidentList
from api.http.chosen_fields import chosen_fields, narrowed
from api.http.incident_filters import (
    Fields,
    Filter,
    Label,
    Order,
    Recovering,
    SeverityFilter,
    Since,
    StatusWord,
    Until,
    Words,
)
from api.http.responses import json_response
from api.http.wire import incident
from api.queries import incident_query
from tools.nouns.incidents import Sort

router = APIRouter(tags=["incidents"])


@router.get("/incidents", response_model=IncidentList)
async def list_incidents(
    principal: Viewer,
    services: ServicesDep,
    status: StatusWord = None,
    service: Filter = None,
    severity: SeverityFilter = None,
    environment: Filter = None,
    label: Label = None,
    since: Since = None,
    until: Until = None,
    recovering: Recovering = None,
    q: Words = None,
    sort: Order = Sort.NEWEST,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Filter = None,
    fields: Fields = None,
) -> Response:
    """List incidents in the chosen order; `count` counts all that match."""
    chosen = chosen_fields(fields)
    query = incident_query(
        status=status, service=service, severity=severity, environment=environment, label=label, recovering=recovering,
        since=since.timestamp() if since else None, until=until.timestamp() if until else None,
        text=q, sort=sort, limit=limit, cursor=cursor,
    )  # fmt: skip
    page = await services.toolbox.store.incidents(principal.tenant, query)
    answer = {"status": "success", "count": page.count, "next_cursor": page.next_cursor}
    shown = [narrowed(incident(ticket, timeline=False), chosen) for ticket in page.items]
    return json_response(answer | {"incidents": shown})
