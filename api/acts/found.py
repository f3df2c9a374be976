"""Which incident is meant by an id that somebody typed in part."""

import re

from tools.errors import Conflict, NotFound
from tools.ids import beginning_of_id
from tools.ports import TicketStore

# Less than this is the beginning of nearly every id, and of much else.
_BEGINNING = re.compile(r"(?:inc_)?[0-7][0-9A-HJKMNP-TV-Z]{7,24}", re.IGNORECASE)


async def whole_id(store: TicketStore, tenant: str, typed: str) -> str:
    """The id of the one ticket that begins so. Raises NotFound, or Conflict naming two that do."""
    found = await store.ids_beginning(tenant, beginning_of_id(typed), 2)
    if not found:
        raise NotFound(f"no incident of {tenant} has an id that begins with {typed[:80]}")
    if len(found) > 1:
        raise Conflict(f"{typed} is the beginning of {found[0]} and of {found[1]}: type more of the id")
    return found[0]


async def meant_id(store: TicketStore, tenant: str, said: str) -> str:
    """The same for an address: what does not look like the beginning of an id is taken as it is."""
    return await whole_id(store, tenant, said) if _BEGINNING.fullmatch(said) else said
