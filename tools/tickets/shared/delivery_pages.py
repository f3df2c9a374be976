"""Lists of deliveries, newest first."""

from collections.abc import AsyncIterator
from dataclasses import replace

from tools.errors import InvalidRequest
from tools.ids import is_delivery_id, newest_first
from tools.nouns.deliveries import DeliveryRow, DeliveryState
from tools.nouns.delivery_json import row_from_bytes
from tools.nouns.incidents import Page
from tools.tickets.shared import delivery_keys as keys
from tools.tickets.shared.lanes import lane_from_bytes
from tools.tickets.shared.records import Records


class DeliveryPages:
    """Reads rows through the marks that list them."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def rows(self, tenant: str, after: str = "") -> AsyncIterator[DeliveryRow]:
        """Yield all of a tenant, newest first, as they are stored."""
        folder = f"{keys.ROWS}{keys.key_of(tenant)}/"
        async for each in self._records.names(folder, after=after):
            record = await self._records.get(folder + each.name)
            if record is not None:
                yield row_from_bytes(record.body)

    async def page(self, tenant: str, state: DeliveryState | None, limit: int, cursor: str | None) -> Page[DeliveryRow]:
        """Return a page of those in a state, or of all; `count` covers the whole list."""
        if cursor is not None and not is_delivery_id(cursor):
            raise InvalidRequest("cursor: use the next_cursor of the previous page")
        names = await self._names(tenant, state)
        start = newest_first(cursor) if cursor else ""
        blocked = await self._blocked()
        found: list[DeliveryRow] = []
        later = [name for name in names if name > start]
        for name in later:
            record = await self._records.get(f"{keys.ROWS}{keys.key_of(tenant)}/{name}")
            if record is None:
                continue
            row = _shown(row_from_bytes(record.body), blocked)
            if state is None or row.state is state:
                found.append(row)
            if len(found) > limit:
                break
        more = len(found) > limit
        items = tuple(found[:limit])
        return Page(items, len(names), items[-1].delivery_id if more else None)

    async def _names(self, tenant: str, state: DeliveryState | None) -> list[str]:
        """Return the mirrored ids in the list of a state, newest first; ids in other states may be among them."""
        tenant_key = keys.key_of(tenant)
        if state is not None and state.waiting:
            marks = [keys.queued_in(each.name.partition("/")[2]) async for each in self._records.names(keys.QUEUE)]
            return sorted(newest_first(each.delivery_id) for each in marks if each.tenant_key == tenant_key)
        folder = {DeliveryState.DEAD: keys.DEAD, DeliveryState.SILENCED: keys.SILENCED}.get(
            state or DeliveryState.DELIVERED, keys.ROWS
        )
        return [each.name async for each in self._records.names(f"{folder}{tenant_key}/")]

    async def _blocked(self) -> set[str]:
        """Return the keys of the destinations that are blocked."""
        names = [each.name async for each in self._records.names(keys.LANES)]
        lanes = [(name, await self._records.get(keys.LANES + name)) for name in names]
        return {name for name, record in lanes if record and lane_from_bytes(record.body).blocked_since is not None}


def _shown(row: DeliveryRow, blocked: set[str]) -> DeliveryRow:
    """Show whether a waiting row's destination is blocked; the row itself only says how its last try ended."""
    if not row.state.waiting:
        return row
    if keys.key_of(row.destination) in blocked:
        return replace(row, state=DeliveryState.BLOCKED)
    return replace(row, state=DeliveryState.RETRYING if row.tries else DeliveryState.PENDING)
