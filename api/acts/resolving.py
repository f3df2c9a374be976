"""Closing an incident, and remembering what fixed it for later advice."""

import logging

from tools.errors import IncidentResponderError
from tools.nouns.incidents import Incident, Resolution
from tools.runbooks.resolutions import remember_resolution
from tools.toolbox import Toolbox

logger = logging.getLogger(__name__)


async def resolve(toolbox: Toolbox, tenant: str, incident_id: str, resolution: Resolution, actor: str) -> Incident:
    """Resolve durably, then make the resolution findable.

    The second part is derived and may fail without undoing the first: a repeat or `reindex` makes up for it.
    """
    ticket = await toolbox.store.resolve(tenant, incident_id, resolution, actor)
    try:
        await remember_resolution(toolbox.runbooks, toolbox.background, ticket)
    except IncidentResponderError as error:
        logger.warning("the resolution of %s is not searchable yet: %s", incident_id, error)
    return ticket
