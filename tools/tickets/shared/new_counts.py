"""Counts of new problems, stored as records; implemented once for every store."""

import hashlib
import secrets

import orjson

from tools.ports.new_counts import NewCounts
from tools.tickets.shared.records import Records


class NewCountRecords(NewCounts):
    """The NewCounts port: one record per source of a tenant."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def add(self, tenant: str, source: str, window: int, count: int) -> int:
        """See `NewCounts`."""
        key = f"new-count/{_digest(tenant)}/{_digest(source)}"
        while True:
            found = await self._records.get(key)
            kept = {"window": window, "count": 0} if found is None else orjson.loads(found.body)
            before = kept["count"] if kept["window"] >= window else 0
            # "by" distinguishes two processes that write the same at the same time.
            after = {"tenant": tenant, "window": max(window, kept["window"]), "count": max(0, before + count)}
            body = orjson.dumps(after | {"by": secrets.token_hex(8)})
            if found is None:
                if await self._records.create(key, body):
                    return int(after["count"])
            elif await self._records.swap(key, body, found.etag):
                return int(after["count"])


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
