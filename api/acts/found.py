"""Which incident is meant by an id that somebody typed in part."""

from tools.errors import Conflict, NotFound
from tools.ids import beginning_of_id
from tools.ports import TicketStore


async def whole_id(store: TicketStore, tenant: str, typed: str) -> str:
    """The id of the one ticket that begins so. Raises NotFound, or Conflict naming two that do."""
    found = await store.ids_beginning(tenant, beginning_of_id(typed), 2)
    if not found:
        raise NotFound(f"no incident of {tenant} has an id that begins with {typed[:80]}")
    if len(found) > 1:
        raise Conflict(f"{typed} is the beginning of {found[0]} and of {found[1]}: type more of it")
    return found[0]
