"""Saved replies by idempotency key. A bucket lifecycle rule removes them after two days."""

from collections.abc import Mapping
from typing import Any

import orjson
from ulid import ULID

from tools.errors import Conflict, InvalidRequest
from tools.ports import Clock
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Blob, Objects

KEPT_SECONDS = 48 * 3600.0
IN_FLIGHT_SECONDS = 60.0
"""A request that began this long ago and never completed died with its process: its key may run again."""


class Idempotency:
    """The IdempotencyStore port."""

    def __init__(self, objects: Objects, clock: Clock) -> None:
        self._objects = objects
        self._clock = clock

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> Mapping[str, Any] | None:
        """None: this caller runs it. {status, body}: the saved reply. Raises InvalidRequest or Conflict."""
        name = keys.idempotency(tenant, route, key)
        while True:
            now = self._clock()
            fresh = orjson.dumps({"digest": body_digest, "at": now, "by": str(ULID())})
            blob = await self._objects.get(name)
            if blob is None and await self._objects.create(name, fresh):
                return None
            if blob is None:
                continue
            held = orjson.loads(blob.body)
            if (reply := _reply(held, body_digest, now)) is not None:
                return reply
            if await self._objects.swap(name, fresh, blob.etag):
                return None

    async def complete(self, tenant: str, route: str, key: str, status: int, body: Any) -> None:
        """Save the reply."""
        name = keys.idempotency(tenant, route, key)
        while (blob := await self._objects.get(name)) is not None:
            done = orjson.dumps(orjson.loads(blob.body) | {"status": status, "body": body})
            if await self._objects.swap(name, done, blob.etag):
                return

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """The request failed without effect: let it be tried again."""
        name = keys.idempotency(tenant, route, key)
        blob: Blob | None = await self._objects.get(name)
        if blob is not None and "status" not in orjson.loads(blob.body):
            await self._objects.delete(name)


def _reply(held: Mapping[str, Any], digest: str, now: float) -> dict[str, Any] | None:
    """The saved reply; None when the key may run again. Raises InvalidRequest or Conflict."""
    if abs(now - held["at"]) > KEPT_SECONDS:
        return None
    if held["digest"] != digest:
        raise InvalidRequest("this Idempotency-Key was used with another body", reason="idempotency-key-reused")
    if "status" in held:
        return {"status": held["status"], "body": held["body"]}
    if abs(now - held["at"]) < IN_FLIGHT_SECONDS:
        raise Conflict("a request with this Idempotency-Key is in flight", reason="in-flight")
    return None
