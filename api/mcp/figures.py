"""The analytics tool: reports compared with incidents, regressions, and how long things took."""

from typing import Annotated

from mcp.server.mcpserver import Context
from pydantic import Field

from api.figure_query import figure_query
from api.http.figures import summary
from api.mcp.shapes import Counted
from api.mcp.untrusted import NOTICE
from api.mcp.workplace import Workplace
from tools.nouns.callers import Scope

Moment = Annotated[str | None, Field(description="A date, or RFC 3339; without an offset in `timezone`.")]
Bucket = Annotated[str | None, Field(description="hour, day or week.")]


class Figures:
    """This tool needs the scope `read`."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def analytics(
        self,
        context: Context,
        since: Moment = None,
        until: Moment = None,
        timezone: str | None = None,
        bucket: Bucket = None,
        service: str | None = None,
        environment: str | None = None,
    ) -> Counted:
        """Return figures of a range, by default 30 days: reports, incidents, duplicates, regressions, MTTA and MTTR."""
        caller, toolbox = self._place.caller(context, Scope.READ), self._place.toolbox
        words = {"since": since, "until": until, "zone": timezone, "bucket": bucket}
        query = figure_query(toolbox.clock(), **words, service=service, environment=environment)
        return {"notice": NOTICE, "summary": summary(await toolbox.figures.summary(caller.tenant, query))}
