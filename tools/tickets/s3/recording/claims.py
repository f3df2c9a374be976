"""Where a keyed report goes is claimed before it is written, so that a redelivery finds it instead of counting twice."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson

from tools.errors import Unavailable
from tools.ids import request_time
from tools.nouns.reports import Report
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.problem.occurrences import Entry, Occurrences

FRESH_ID_SECONDS = 5.0
CLAIM_ABANDONED_SECONDS = 30.0
MAX_LOOKS = 8
FIRST_LOOK_WAIT_SECONDS = 0.02


class Claims:
    """Claims of request ids: {flush, lineage, at, done}. `done` is set when the report was acknowledged for good."""

    def __init__(self, objects: Objects, occurrences: Occurrences) -> None:
        self._objects = objects
        self._occurrences = occurrences

    async def claim(self, tenant: str, request_id: str, lineage: str, flush: str, now: float) -> Entry | None:
        """None: the caller writes it in this flush. An entry: it is stored already; `done` tells if it was settled.

        Raises Unavailable while another process is writing it. A claim that led to nothing for CLAIM_ABANDONED_SECONDS is
        taken over.
        """
        if minted_now(request_id, now):
            return None
        key = keys.claim(tenant, request_id)
        mine = orjson.dumps({"flush": flush, "lineage": lineage, "at": now, "done": False})
        if await self._objects.create(key, mine):
            return None
        for look in range(MAX_LOOKS):
            blob = await self._objects.get(key)
            assert blob is not None, "claims are never deleted"
            held = orjson.loads(blob.body)
            if found := await self._stored(tenant, request_id, held):
                return found
            if abs(now - held["at"]) > CLAIM_ABANDONED_SECONDS and await self._objects.swap(key, mine, blob.etag):
                return None
            await asyncio.sleep(FIRST_LOOK_WAIT_SECONDS * 2**look)
        raise Unavailable("this report is being recorded by another process", request_id=request_id)

    async def settle(self, placed: Sequence[tuple[Report, str, str]], now: float) -> None:
        """Say of each (report, lineage, flush) that it was written and still right afterwards."""
        keyed = [each for each in placed if not minted_now(each[0].request_id, now)]
        await asyncio.gather(
            *(
                self._objects.put(
                    keys.claim(report.tenant, report.request_id),
                    orjson.dumps({"flush": flush, "lineage": lineage, "at": now, "done": True}),
                )
                for report, lineage, flush in keyed
            )
        )

    async def find(self, tenant: str, request_id: str) -> Entry | None:
        """A stored keyed report."""
        blob = await self._objects.get(keys.claim(tenant, request_id))
        return None if blob is None else await self._stored(tenant, request_id, orjson.loads(blob.body))

    async def _stored(self, tenant: str, request_id: str, held: dict[str, Any]) -> Entry | None:
        found = await self._occurrences.find(tenant, held["lineage"], held["flush"], request_id)
        return None if found is None else found | {"done": held["done"]}


def minted_now(request_id: str, now: float) -> bool:
    """A server's own id of this very moment cannot have been stored before: it needs no claim."""
    made = request_time(request_id)
    return made is not None and abs(made - now) < FRESH_ID_SECONDS


def minute_of(request_id: str) -> int | None:
    """The epoch minute a server's own id was made in; None for a client's id."""
    made = request_time(request_id)
    return None if made is None else int(made // 60)


class Journal:
    """Where unkeyed reports went: one empty object per flush, found by the time in the request id."""

    def __init__(self, objects: Objects, occurrences: Occurrences) -> None:
        self._objects = objects
        self._occurrences = occurrences

    async def note(self, reports: Sequence[Report], flush: str, lineage: str, now: float) -> None:
        """Remember a flush under its minute, unless claims lead to all its reports."""
        if any(minted_now(each.request_id, now) for each in reports):
            await self._objects.put(keys.journal(reports[0].tenant, int(now // 60)) + f"{flush}.{lineage}", b"")

    async def find(self, tenant: str, request_id: str) -> Entry | None:
        """A report whose id tells when it came; it was flushed in that minute or the next."""
        if (minute := minute_of(request_id)) is None:
            return None
        for each in (minute, minute + 1, minute - 1):
            async for name in self._objects.names(keys.journal(tenant, each)):
                flush, lineage = name.name.split(".")
                if found := await self._occurrences.find(tenant, lineage, flush, request_id):
                    return found
        return None
