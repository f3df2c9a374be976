"""`GET /analytics/summary`: what became of the reports of a time range, and how long it took, as JSON or as CSV."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from api.deps import ServicesDep, Viewer
from api.figure_query import TIME_PATTERN, figure_query
from api.http.api_parameters import one_of
from api.http.figure_answers import SummaryAnswer
from api.http.figures import summary
from api.http.figures_csv import CSV, as_csv, file_name
from api.http.responses import json_response
from tools.nouns.figures import BucketSize

router = APIRouter(prefix="/analytics", tags=["analytics"])
Filter = Annotated[str | None, Query(max_length=200)]
Time = Annotated[
    str | None,
    Query(
        max_length=64,
        description="A date, or RFC 3339; without an offset in `tz`",
        json_schema_extra={"pattern": TIME_PATTERN},
    ),
]


@router.get(
    "/summary",
    response_model=SummaryAnswer,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def summarise(
    principal: Viewer,
    services: ServicesDep,
    since: Annotated[Time, Query(alias="from")] = None,
    until: Annotated[Time, Query(alias="to")] = None,
    tz: Filter = None,
    bucket: Annotated[str | None, Query(max_length=20, json_schema_extra=one_of(BucketSize))] = None,
    service: Filter = None,
    environment: Filter = None,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format")] = None,
    accept: Annotated[str, Header()] = "",
) -> Response:
    """Return the figures of the last 30 days, or of `from` to before `to`, both widened to whole quarter hours.

    Reports count by their event time, incidents by `first_seen`; incidents that were merged into others do not count.
    Times are in seconds since `first_seen`, for incidents acknowledged or resolved inside the range.
    """
    toolbox = services.toolbox
    words = {"since": since, "until": until, "zone": tz, "bucket": bucket}
    query = figure_query(toolbox.clock(), **words, service=service, environment=environment)
    found = await toolbox.figures.summary(principal.tenant, query)
    if form == "csv" or (form is None and accept.startswith("text/csv")):
        named = {"Content-Disposition": f'attachment; filename="{file_name(found)}"'}
        return Response(as_csv(found), media_type=CSV, headers=named)
    return json_response(summary(found))
