"""The tools that act at once: acknowledge and comment, which anybody can undo or answer."""

from mcp.server.mcpserver import Context

from api.acts import incidents
from api.mcp.answers import done
from api.mcp.reading import IncidentId
from api.mcp.shapes import Acted
from api.mcp.workplace import Workplace
from tools.nouns.callers import Scope


class Acting:
    """These tools need the scope `respond`."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def acknowledge(self, context: Context, incident_id: IncidentId) -> Acted:
        """Record that someone is working on an incident; a repeat changes nothing."""
        caller = self._place.caller(context, Scope.RESPOND)
        ticket = await incidents.acknowledge(self._place.toolbox, caller, incident_id)
        return done(ticket, f"{incident_id} is {ticket.status.value}.")

    async def comment(self, context: Context, incident_id: IncidentId, text: str) -> Acted:
        """Add a comment to an incident's timeline."""
        caller = self._place.caller(context, Scope.RESPOND)
        ticket = await incidents.comment(self._place.toolbox, caller, incident_id, text)
        return done(ticket, f"{incident_id} has the comment.")
