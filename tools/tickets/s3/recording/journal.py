"""Which problems had reports whose ids were made in a minute, so that a report is found by a server's id.

Problems that are noted at the same time share one object, and each process notes a problem once a minute.
"""

from collections.abc import Iterable, Sequence

import orjson

from tools.cache import BoundedCache
from tools.ids import new_ulid
from tools.ports import Clock
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.recording.batches import Batches

MAX_NOTED = 8192
MAX_COUNTED = 8192
_Note = tuple[str, int, str]
"""Tenant, epoch minute, lineage."""


class Journal:
    """Notes of one bucket."""

    def __init__(self, objects: Objects, clock: Clock) -> None:
        self._objects = objects
        self._clock = clock
        self._noted: BoundedCache[_Note, None] = BoundedCache(MAX_NOTED)
        self._counted: BoundedCache[tuple[str, str], str] = BoundedCache(MAX_COUNTED)
        self._batches: Batches[_Note, None] = Batches(self._write)

    async def note(self, tenant: str, minute: int, lineage: str) -> None:
        """Note that a report of this lineage has an id made in this minute. It is durable on return."""
        asked = (tenant, minute, lineage)
        if asked not in self._noted:
            await self._batches.submit((tenant, str(minute)), asked)
            self._noted[asked] = None

    def counted(self, tenant: str, request_ids: Iterable[str], lineage: str) -> None:
        """Remember that this process counted them there."""
        for each in request_ids:
            self._counted[tenant, each] = lineage

    def counted_in(self, tenant: str, request_id: str) -> str | None:
        """The lineage in which this process recently counted it."""
        return self._counted.get((tenant, request_id))

    async def lineages(self, tenant: str, minute: int) -> list[str]:
        """All lineages noted in a minute."""
        folder, found = keys.journal(tenant, minute), dict[str, None]()
        async for each in self._objects.names(folder):
            if "." not in each.name and (blob := await self._objects.get(folder + each.name)) is not None:
                found |= dict.fromkeys(orjson.loads(blob.body))
        return list(found)

    async def flushes(self, tenant: str, minute: int) -> list[tuple[str, str]]:
        """(flush, lineage) of reports that were appended in a minute."""
        found = [each.name.split(".") async for each in self._objects.names(keys.journal(tenant, minute))]
        return [(each[0], each[1]) for each in found if len(each) == 2]

    async def _write(self, asked: Sequence[_Note]) -> Sequence[None]:
        tenant, minute, _ = asked[0]
        body = orjson.dumps(sorted({lineage for _, _, lineage in asked}))
        await self._objects.put(keys.journal(tenant, minute) + new_ulid(self._clock()), body)
        return [None] * len(asked)
