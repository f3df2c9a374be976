"""`GET /incidents`: what is open, and what was."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from api.deps import ServicesDep, Viewer
from api.http.answers import IncidentList
from api.http.chosen_fields import chosen_fields, narrowed
from api.http.responses import json_response
from api.http.wire import incident
from api.queries import incident_query
from tools.nouns.incidents import Sort

router = APIRouter(tags=["incidents"])
Recovering = Annotated[bool | None, Query(description="Only those whose every alert has ended, or only others")]
Filter = Annotated[str | None, Query(max_length=200)]
Label = Annotated[str | None, Query(max_length=300, description="`name:value` of a label of its first report")]
Since = Annotated[AwareDatetime | None, Query(description="Only those reported at this time or later, RFC 3339")]
Until = Annotated[AwareDatetime | None, Query(description="Only those first reported before this time, RFC 3339")]
Fields = Annotated[str | None, Query(max_length=500, description="Only these of each incident, as in `status,title`")]
Order = Annotated[Sort, Query(description="What is equal in it stands newest first")]


@router.get("/incidents", response_model=IncidentList)
async def list_incidents(
    principal: Viewer,
    services: ServicesDep,
    status: Filter = None,
    service: Filter = None,
    severity: Filter = None,
    environment: Filter = None,
    label: Label = None,
    since: Since = None,
    until: Until = None,
    recovering: Recovering = None,
    q: Annotated[str | None, Query(max_length=200, description="Words of the title, or an id.")] = None,
    sort: Order = Sort.NEWEST,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Filter = None,
    fields: Fields = None,
) -> Response:
    """Incidents in the order asked for; `count` is all that match."""
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
