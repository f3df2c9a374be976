"""Saved replies by idempotency key. A lifecycle rule of the bucket removes them after two days."""

import orjson

from tools.ids import new_ulid
from tools.nouns.replies import SavedReply
from tools.ports import Clock
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.shared.replies import Begun, reply_to


class Idempotency:
    """The IdempotencyStore port."""

    def __init__(self, objects: Objects, clock: Clock) -> None:
        self._objects = objects
        self._clock = clock

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> SavedReply | None:
        """Return the saved reply, or None if this caller must run the request. Raises InvalidRequest or Conflict."""
        name = keys.idempotency(tenant, route, key)
        while True:
            now = self._clock()
            # `by` distinguishes two callers that begin at the same time.
            fresh = orjson.dumps({"digest": body_digest, "at": now, "by": new_ulid(now)})
            blob = await self._objects.get(name)
            if blob is None:
                if await self._objects.create(name, fresh):
                    return None
                continue
            if (reply := reply_to(_begun(blob.body), body_digest, now)) is not None:
                return reply
            if await self._objects.swap(name, fresh, blob.etag):
                return None

    async def complete(self, tenant: str, route: str, key: str, reply: SavedReply) -> None:
        """Save the reply."""
        name = keys.idempotency(tenant, route, key)
        while (blob := await self._objects.get(name)) is not None:
            saved = {"status": reply.status, "body": orjson.Fragment(reply.body)}
            if await self._objects.swap(name, orjson.dumps(orjson.loads(blob.body) | saved), blob.etag):
                return

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """Release the key after a request that failed without effect, so that it can be tried again."""
        name = keys.idempotency(tenant, route, key)
        blob = await self._objects.get(name)
        if blob is not None and _begun(blob.body).reply is None:
            await self._objects.delete(name)


def _begun(body: bytes) -> Begun:
    stored = orjson.loads(body)
    reply = SavedReply(stored["status"], orjson.dumps(stored["body"])) if "status" in stored else None
    return Begun(stored["digest"], stored["at"], reply)
