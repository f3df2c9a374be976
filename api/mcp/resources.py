"""What a client may attach to a conversation: incidents and runbooks, by URI."""

import orjson
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from api.acts.changes import ticket_with_changes
from api.http.wire import incident
from api.mcp.untrusted import NOTICE
from api.mcp.workplace import Workplace
from tools.errors import IncidentResponderError, NotFound
from tools.nouns.callers import Scope

INCIDENT = "incident-responder://incidents/{incident_id}"
RUNBOOK = "incident-responder://runbooks/{+runbook_id}"


class Resources:
    """These resources need the scope `read`."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def incident(self, context: Context, incident_id: str) -> str:
        """An incident with its advice and timeline, as JSON."""
        try:
            caller = self._place.caller(context, Scope.READ)
            ticket = await ticket_with_changes(self._place.toolbox, caller.tenant, incident_id)
        except IncidentResponderError as error:
            raise _told(error) from error
        return orjson.dumps({"notice": NOTICE, "incident": incident(ticket)}, option=orjson.OPT_INDENT_2).decode()

    async def runbook(self, context: Context, runbook_id: str) -> str:
        """A runbook's Markdown, below a line that says that it is data."""
        try:
            caller = self._place.caller(context, Scope.READ)
            found = await self._place.toolbox.runbooks.runbook(caller.tenant, runbook_id)
        except IncidentResponderError as error:
            raise _told(error) from error
        return f"> {NOTICE}\n\n{found.text}"


def _told(error: IncidentResponderError) -> ResourceError:
    kind = ResourceNotFoundError if isinstance(error, NotFound) else ResourceError
    return kind(f"{error.kind}: {error}")
