"""Deliveries, stored as records; implemented once for every store.

A row is the truth. Marks are empty records whose names say where it waits, or that it is dead or silenced. A row is
written before its place in the queue, and the mark of an end before the row that ends. So, whatever a crash cuts off, a
mark still leads to it.
"""

from collections.abc import AsyncIterator, Sequence

from tools.errors import NotFound
from tools.ids import is_delivery_id, newest_first, time_prefix
from tools.nouns.deliveries import Conversation, DeliveryRow, DeliveryState, Queued, StoredDelivery
from tools.nouns.delivery_json import conversation_from_bytes, conversation_to_bytes, row_from_bytes, row_to_bytes
from tools.nouns.incidents import Page
from tools.ports.deliveries import DeliveryStore
from tools.tickets.shared import delivery_keys as keys
from tools.tickets.shared.delivery_pages import DeliveryPages
from tools.tickets.shared.records import How, Record, Records, Write

_ENDS = {DeliveryState.DEAD: keys.DEAD, DeliveryState.SILENCED: keys.SILENCED}
MOST_PRUNED = 500
"""Per tenant in one pass."""


class DeliveryRecords(DeliveryStore):
    """The DeliveryStore port."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._pages = DeliveryPages(records)
        self._tenants: set[str] = set()

    async def add(self, rows: Sequence[DeliveryRow]) -> None:
        """See `DeliveryStore`."""
        for row in rows:
            await self._know(row)
        await self._records.write([_added(row) for row in rows])

    async def waiting(self, destination: str, since: str = "", tenant: str | None = None) -> Sequence[Queued]:
        """See `DeliveryStore`."""
        folder = keys.queue(destination)
        found = [keys.queued_in(each.name) async for each in self._records.names(folder, after=since)]
        return found if tenant is None else [each for each in found if each.tenant_key == keys.key_of(tenant)]

    async def queued(self, queued: Queued) -> StoredDelivery | None:
        """See `DeliveryStore`."""
        return _stored(await self._records.get(keys.row(queued.tenant_key, queued.delivery_id)))

    async def find(self, tenant: str, delivery_id: str) -> StoredDelivery:
        """See `DeliveryStore`."""
        found = None
        if is_delivery_id(delivery_id):
            found = _stored(await self._records.get(keys.row(keys.key_of(tenant), delivery_id)))
        if found is None:
            raise NotFound(f"no delivery {delivery_id[:80]!r}")
        return found

    async def save(
        self, stored: StoredDelivery, row: DeliveryRow, said: Conversation | None = None
    ) -> StoredDelivery | None:
        """See `DeliveryStore`."""
        name, place = keys.row(keys.key_of(row.tenant), row.delivery_id), keys.place(row.destination, keys.queued(row))
        line = [] if said is None else [_said(row.destination, row.ticket, said)]
        line += [*_end_marks(row), Write(How.EXCHANGE, name, row_to_bytes(row), stored.version)]
        if not row.state.waiting:
            line.append(Write(How.DELETE, place))
        elif not stored.row.state.waiting:
            ended = keys.listed(_ENDS.get(stored.row.state, keys.DEAD), row)
            line += [Write(How.CREATE, place), Write(How.DELETE, ended)]
        [version] = await self._records.write([line])
        if version is None:
            return None
        return StoredDelivery(row, version if row.state.waiting else "")

    async def leave(self, destination: str, queued: Queued) -> None:
        """See `DeliveryStore`."""
        await self._records.delete(keys.place(destination, queued))
        found = await self.queued(queued)
        if found is not None and found.row.state.waiting:
            await self._records.create(keys.place(destination, queued), b"")

    async def page(self, tenant: str, state: DeliveryState | None, limit: int, cursor: str | None) -> Page[DeliveryRow]:
        """See `DeliveryStore`."""
        return await self._pages.page(tenant, state, limit, cursor)

    async def since(self, tenant: str, at: float) -> AsyncIterator[DeliveryRow]:
        """See `DeliveryStore`."""
        async for row in self._pages.rows(tenant):
            if row.made_at < at:
                return
            yield row

    async def dead(self) -> int:
        """See `DeliveryStore`."""
        return len([each async for each in self._records.names(keys.DEAD)])

    async def conversation(self, destination: str, ticket: str) -> Conversation | None:
        """See `DeliveryStore`."""
        found = await self._records.get(keys.thread(destination, ticket))
        return None if found is None else conversation_from_bytes(found.body)

    async def silenced(self, silence_id: str) -> Sequence[StoredDelivery]:
        """See `DeliveryStore`."""
        found = []
        async for each in self._records.names(f"{keys.OF_SILENCE}{silence_id}/"):
            delivery_id, tenant_key = each.name.split("/")
            stored = _stored(await self._records.get(keys.row(tenant_key, delivery_id)))
            if stored is not None and silence_id in (stored.row.silenced_by, stored.row.released_after):
                found.append(stored)
        return found

    async def forget_silenced(self, silence_id: str) -> None:
        """See `DeliveryStore`."""
        folder = f"{keys.OF_SILENCE}{silence_id}/"
        for name in [each.name async for each in self._records.names(folder)]:
            await self._records.delete(folder + name)

    async def repair(self) -> int:
        """See `DeliveryStore`. A row that waits although it is marked as ended belonged to a process that died."""
        looked_at = 0
        for folder in (keys.DEAD, keys.SILENCED):
            async for each in self._records.names(folder):
                tenant_key, mirrored = each.name.split("/")
                stored = _stored(await self._records.get(keys.row(tenant_key, newest_first(mirrored))))
                looked_at += 1
                if stored is not None and stored.row.state.waiting:
                    await self._records.create(keys.place(stored.row.destination, keys.queued(stored.row)), b"")
        return looked_at

    async def prune(self, before: float) -> int:
        """See `DeliveryStore`."""
        dropped = 0
        newest_old = newest_first(time_prefix(before) + "0" * 16)
        for tenant_key in [each.name async for each in self._records.names(keys.TENANTS)]:
            folder = f"{keys.ROWS}{tenant_key}/"
            old = [each.name async for each in self._records.names(folder, after=newest_old)]
            for name in old[-MOST_PRUNED:]:
                dropped += await self._drop(folder + name)
        return dropped

    async def _drop(self, name: str) -> bool:
        stored = _stored(await self._records.get(name))
        if stored is None or stored.row.state.waiting:
            return False
        await self._records.delete(name)
        for folder in _ENDS.values():
            await self._records.delete(keys.listed(folder, stored.row))
        return True

    async def _know(self, row: DeliveryRow) -> None:
        tenant_key = keys.key_of(row.tenant)
        if tenant_key not in self._tenants:
            await self._records.create(keys.TENANTS + tenant_key, b"")
            self._tenants.add(tenant_key)


def _added(row: DeliveryRow) -> Sequence[Write]:
    place = Write(How.CREATE, keys.place(row.destination, keys.queued(row)))
    stored = Write(How.CREATE, keys.row(keys.key_of(row.tenant), row.delivery_id), row_to_bytes(row))
    first = [place] if row.members else []  # no job runs again to put a digest into the queue
    # The place also repairs an existing row that the queue may lack. Its lane removes a row that has ended.
    return [*_end_marks(row), *first, stored, *([place] if row.state.waiting else [])]


def _end_marks(row: DeliveryRow) -> Sequence[Write]:
    """The marks of an end, which are written before the row itself changes: readers of the marks look at the row."""
    folder = _ENDS.get(row.state)
    marks = [] if folder is None else [Write(How.PUT, keys.listed(folder, row))]
    if row.state is DeliveryState.SILENCED and row.silenced_by:
        marks.append(Write(How.PUT, keys.of_silence(row.silenced_by, row)))
    return marks


def _said(destination: str, ticket: str, said: Conversation) -> Write:
    return Write(How.PUT, keys.thread(destination, ticket), conversation_to_bytes(said))


def _stored(record: Record | None) -> StoredDelivery | None:
    return None if record is None else StoredDelivery(row_from_bytes(record.body), record.etag)
