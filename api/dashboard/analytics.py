"""The page of statistics, and the same figures as a CSV file."""

from dataclasses import dataclass, fields
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from api.dashboard.figure_charts import charts_of
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.visitors import Visits
from api.figure_query import figure_query
from api.http.figures_csv import CSV, as_csv, file_name
from tools.analytics.ranges import DAY_SECONDS
from tools.errors import InvalidRequest
from tools.nouns.figures import BucketSize, FigureQuery
from tools.times import rfc3339

router = APIRouter(route_class=PageRoute, include_in_schema=False)
MOST_CHARACTERS = 200
SPANS = (("1", "24 hours"), ("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("365", "a year"))
DEFAULT_SPAN = "30"


@dataclass(frozen=True, slots=True)
class Asked:
    """The submitted form. `days` means the last days, unless `since` or `until` give a range."""

    days: str = ""
    since: str = ""
    until: str = ""
    tz: str = ""
    bucket: str = ""
    service: str = ""
    environment: str = ""

    @classmethod
    def of(cls, params: QueryParams) -> "Asked":
        """Read the form from the page's query parameters."""
        return cls(**{each.name: params.get(each.name, "").strip()[:MOST_CHARACTERS] for each in fields(cls)})

    def query(self, now: float) -> FigureQuery:
        """The query for the store. Raises InvalidRequest, which names the field and its valid values."""
        since, days = self.since, self.days or DEFAULT_SPAN
        if not since and not self.until:
            if days not in dict(SPANS):
                raise InvalidRequest(f"days: use {', '.join(dict(SPANS))}")
            since = rfc3339(now - int(days) * DAY_SECONDS)
        hourly = not self.bucket and days == "1" and not self.since
        return figure_query(
            now,
            since=since,
            until=self.until,
            zone=self.tz,
            bucket=BucketSize.HOUR if hourly else self.bucket,
            service=self.service,
            environment=self.environment,
        )

    @property
    def file(self) -> str:
        """The address of the CSV file with the same figures."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return "/ui/analytics.csv?" + urlencode({name: value for name, value in said.items() if value})


@router.get("/ui/analytics")
async def show_figures(request: Request, visitor: Visits) -> Response:
    """The figures of a range, as charts and tables."""
    asked, wrong, found = Asked.of(request.query_params), "", None
    try:
        query = asked.query(visitor.toolbox.clock())
        found = await visitor.toolbox.figures.summary(visitor.tenant, query)
    except InvalidRequest as error:
        wrong = str(error)
    return await page(
        request,
        "analytics.html",
        visitor,
        active="analytics",
        status=422 if wrong else 200,
        asked=asked,
        found=found,
        charts=None if found is None else charts_of(found),
        wrong=wrong,
        spans=SPANS,
    )


@router.get("/ui/analytics.csv")
async def figures_file(request: Request, visitor: Visits) -> Response:
    """The figures of the page, as a download."""
    query = Asked.of(request.query_params).query(visitor.toolbox.clock())
    found = await visitor.toolbox.figures.summary(visitor.tenant, query)
    named = {"Content-Disposition": f'attachment; filename="{file_name(found)}"'}
    return Response(as_csv(found), media_type=CSV, headers=named)
