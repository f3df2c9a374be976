"""Turns for periodic work, stored as records; implemented once for every store."""

import secrets

import orjson

from tools.ports.turns import TurnStore
from tools.tickets.shared.records import Records

_TURNS = "turn/"


class TurnRecords(TurnStore):
    """The TurnStore port."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def take(self, work: str, now: float, every: float) -> bool:
        """See `TurnStore`. A turn taken in the future, before a clock was set back, does not count."""
        found = await self._records.get(_TURNS + work)
        body = orjson.dumps({"at": now, "by": secrets.token_hex(8)})  # what two processes write must differ
        if found is None:
            return await self._records.create(_TURNS + work, body)
        if 0 <= now - orjson.loads(found.body)["at"] < every:
            return False
        return await self._records.swap(_TURNS + work, body, found.etag)

    async def release(self, work: str) -> None:
        """See `TurnStore`."""
        await self._records.delete(_TURNS + work)
