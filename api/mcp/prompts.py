"""The prompts that a client may start a conversation with."""

from typing import Annotated

import orjson
from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS
from pydantic import Field

from api.acts.changes import ticket_with_changes
from api.http.explained import explained
from api.http.wire import incident
from api.mcp.untrusted import fenced
from api.mcp.workplace import Workplace
from tools.errors import IncidentResponderError
from tools.nouns.callers import Scope

IncidentId = Annotated[str, Field(description="`inc_…`")]
TRIAGE = """You help an engineer on call to triage incident {incident_id}.
Say in this order: what is broken and for whom; how sure the verdict is and why (duplicate, regression or new); what to
check first, with the runbook section or past incident that each step comes from; what is dangerous among the proposed
steps; and what is not known. Propose acts (acknowledge, merge, split, resolve), but do none unless you are asked to.
"""
POSTMORTEM = """You draft a blameless postmortem of incident {incident_id} in Markdown.
Sections: summary; impact (counts and times from the data only); timeline in UTC; root cause, marked as a hypothesis
unless a person's resolution says it; what went well and badly; follow-ups with an owner to be named. Take every fact
from the data below; write "unknown" where it does not say. A resolution that is `unconfirmed` is a machine's claim.
"""


class Prompts:
    """These prompts need the scope `read`."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def triage(self, context: Context, incident_id: IncidentId) -> str:
        """Triage an incident: what is broken, why it was decided so, what to check first."""
        return TRIAGE.format(incident_id=incident_id) + await self._data(context, incident_id)

    async def postmortem(self, context: Context, incident_id: IncidentId) -> str:
        """Draft a postmortem of an incident from its timeline and resolution."""
        return POSTMORTEM.format(incident_id=incident_id) + await self._data(context, incident_id)

    async def _data(self, context: Context, incident_id: str) -> str:
        """Return the incident and its decisions, between marks that their texts cannot forge."""
        toolbox = self._place.toolbox
        try:
            caller = self._place.caller(context, Scope.READ)
            ticket = await ticket_with_changes(toolbox, caller.tenant, incident_id)
            decisions = await toolbox.store.explain(caller.tenant, incident_id)
        except IncidentResponderError as error:
            raise MCPError(INVALID_PARAMS, f"{error.kind}: {error}") from error
        told = {"incident": incident(ticket), "decisions": [explained(each) for each in decisions]}
        return fenced(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
