"""The tools that read."""

from typing import Annotated

from mcp.server.mcpserver import Context
from pydantic import Field

from api.acts import runbooks
from api.acts.changes import ticket_with_changes
from api.acts.similar import similar
from api.http.explained import explained
from api.http.wire import incident
from api.mcp.answers import brief
from api.mcp.shapes import Alike, Explained, Found, Sections, Similar, Whole
from api.mcp.untrusted import NOTICE
from api.mcp.workplace import Workplace
from api.queries import incident_query
from tools.nouns.callers import Scope
from tools.nouns.knowledge_json import shown_to_json

IncidentId = Annotated[str, Field(description="`inc_…`")]
Status = Annotated[str | None, Field(description="OPEN, ACKNOWLEDGED, RESOLVED or MERGED.")]
Words = Annotated[str | None, Field(description="Words of the title, or an id.")]
Label = Annotated[str | None, Field(description="name:value, for example team:payments.")]
Order = Annotated[str | None, Field(description="newest, last_seen, severity or occurrences.")]
Cursor = Annotated[str | None, Field(description="`next_cursor` of the previous page.")]
PageSize = Annotated[int, Field(ge=1, le=100)]
Few = Annotated[int, Field(ge=1, le=20)]


class Reading:
    """These tools need the scope `read`."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def search_incidents(
        self,
        context: Context,
        status: Status = None,
        service: str | None = None,
        severity: str | None = None,
        environment: str | None = None,
        query: Words = None,
        label: Label = None,
        sort: Order = None,
        limit: PageSize = 20,
        cursor: Cursor = None,
    ) -> Found:
        """Find incidents, newest first unless `sort` says otherwise."""
        caller = self._place.caller(context, Scope.READ)
        wanted = incident_query(
            status=status,
            service=service,
            severity=severity,
            environment=environment,
            text=query,
            label=label,
            sort=sort,
            limit=limit,
            cursor=cursor,
        )
        page = await self._place.toolbox.store.incidents(caller.tenant, wanted)
        found = [brief(each) for each in page.items]
        return {"notice": NOTICE, "count": page.count, "incidents": found, "next_cursor": page.next_cursor}

    async def get_incident(self, context: Context, incident_id: IncidentId) -> Whole:
        """Return one incident with its advice, runbook sections and timeline, including deployments near it."""
        caller = self._place.caller(context, Scope.READ)
        ticket = await ticket_with_changes(self._place.toolbox, caller.tenant, incident_id)
        return {"notice": NOTICE, "incident": incident(ticket)}

    async def explain_decision(self, context: Context, incident_id: IncidentId) -> Explained:
        """Explain why reports belong to an incident: each decision with its scores, vetoes and rejected candidates."""
        caller = self._place.caller(context, Scope.READ)
        entries = await self._place.toolbox.store.explain(caller.tenant, incident_id)
        return {"notice": NOTICE, "incident_id": incident_id, "decisions": [explained(each) for each in entries]}

    async def find_runbook(self, context: Context, problem: str, service: str = "", limit: Few = 3) -> Sections:
        """Find runbook sections for a problem (a log line or alert text), best first."""
        caller = self._place.caller(context, Scope.READ)
        matches = await runbooks.search(self._place.toolbox, caller, problem, service, {}, limit=limit)
        return {"notice": NOTICE, "matches": [shown_to_json(match.shown()) for match in matches]}

    async def similar_incidents(self, context: Context, incident_id: IncidentId, limit: Few = 5) -> Similar:
        """Find incidents that resemble one, best first, with what a person says fixed them."""
        caller = self._place.caller(context, Scope.READ)
        found = await similar(self._place.toolbox, caller, incident_id, limit)
        shown: list[Alike] = [
            {
                "incident": brief(each.incident),
                "score": each.score,
                "why": each.why,
                "fixed_by": each.incident.resolution.fix if each.incident.resolution else None,
            }
            for each in found
        ]
        return {"notice": NOTICE, "incidents": shown}
