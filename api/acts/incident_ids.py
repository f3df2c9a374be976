"""Completes an incident id of which somebody typed only the beginning."""

import re

from tools.errors import Conflict, NotFound
from tools.ids import beginning_of_id
from tools.ports import TicketStore

# Shorter beginnings match nearly every id, and many ordinary words.
_BEGINNING = re.compile(r"(?:inc_)?[0-7][0-9A-HJKMNP-TV-Z]{7,24}", re.IGNORECASE)


async def complete_id(store: TicketStore, tenant: str, typed: str) -> str:
    """Return the id of the only ticket whose id begins like this. Raises NotFound, or Conflict naming two such ids."""
    found = await store.ids_with_prefix(tenant, beginning_of_id(typed), 2)
    if not found:
        raise NotFound(f"no incident of {tenant} has an id that begins with {typed[:80]}")
    if len(found) > 1:
        raise Conflict(f"{typed} is the beginning of {found[0]} and of {found[1]}: type more of the id")
    return found[0]


async def id_in_address(store: TicketStore, tenant: str, typed: str) -> str:
    """Do the same for an id in a URL; return text that does not look like the beginning of an id unchanged."""
    return await complete_id(store, tenant, typed) if _BEGINNING.fullmatch(typed) else typed
