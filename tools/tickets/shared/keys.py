"""API keys, stored as records; implemented once for every store."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import orjson

from tools.errors import Conflict, NotFound
from tools.nouns.callers import Scope
from tools.nouns.keys import ApiKey
from tools.ports.keys import KeyStore
from tools.ports.matching import Clock
from tools.tickets.shared.records import Records, bodies

_KEYS, _USES = "api-key/", "api-key-use/"


class Keys(KeyStore):
    """The KeyStore port. A use is stored beside its key, so that it never gets in the way of a revocation."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def add(self, key: ApiKey) -> None:
        """See `KeyStore`."""
        if not await self._records.create(_KEYS + key.key_id, _to_bytes(key)):
            raise Conflict(f"there is a key {key.key_id} already")

    async def key(self, key_id: str) -> ApiKey | None:
        """See `KeyStore`."""
        found = await self._records.get(_KEYS + key_id)
        return None if found is None else _from_bytes(found.body)

    async def keys(self, tenant: str) -> Sequence[ApiKey]:
        """See `KeyStore`."""
        uses = {name: float(body) for name, body in await bodies(self._records, _USES)}
        kept = [_from_bytes(body) for _, body in await bodies(self._records, _KEYS)]
        return [replace(key, last_used_at=uses.get(key.key_id)) for key in kept if key.tenant == tenant]

    async def revoke(self, tenant: str, key_id: str) -> ApiKey:
        """See `KeyStore`."""
        known = await self.key(key_id)
        if known is None or known.tenant != tenant:
            raise _unknown(key_id)
        now = self._clock()
        return await self._changed(key_id, lambda key: key if key.revoked_at else replace(key, revoked_at=now))

    async def set_secret(self, key_id: str, secret: str, old_until: float) -> ApiKey:
        """See `KeyStore`."""
        return await self._changed(key_id, lambda key: key.with_secret(secret, old_until))

    async def bind_topic(self, key_id: str, topic: str) -> str:
        """See `KeyStore`."""
        return (await self._changed(key_id, lambda key: key if key.topic else replace(key, topic=topic))).topic

    async def used(self, key_id: str) -> None:
        """See `KeyStore`."""
        await self._records.put(_USES + key_id, str(self._clock()).encode())

    async def _changed(self, key_id: str, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        while (found := await self._records.get(_KEYS + key_id)) is not None:
            before = _from_bytes(found.body)
            after = change(before)
            if after is before or await self._records.swap(_KEYS + key_id, _to_bytes(after), found.etag):
                return after
        raise _unknown(key_id)


def _unknown(key_id: str) -> NotFound:
    return NotFound(f"no key {key_id[:80]!r}")


def _to_bytes(key: ApiKey) -> bytes:
    return orjson.dumps(asdict(replace(key, last_used_at=None)) | {"scopes": sorted(key.scopes)})


def _from_bytes(body: bytes) -> ApiKey:
    stored = orjson.loads(body)
    return ApiKey(**stored | {"scopes": frozenset(map(Scope, stored["scopes"]))})
