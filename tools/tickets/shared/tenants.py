"""Tenants, stored as records; implemented once for every store."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

import orjson

from tools.nouns.json_types import Stored
from tools.nouns.tenants import Metered, Quotas, Tenant, TenantState, Usage
from tools.ports.tenants import TenantStore
from tools.tickets.shared.records import Records, bodies

_TENANTS, _USAGE = "tenant/", "tenant-usage/"
_BY = "by"
"""Distinguishes two processes that write the same at the same time."""


class TenantRecords(TenantStore):
    """The TenantStore port."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def add(self, tenant: Tenant) -> bool:
        """See `TenantStore`."""
        if await self._records.get(_TENANTS + _digest(tenant.name)) is not None:
            return False
        made = asdict(tenant) | {_BY: secrets.token_hex(8)}
        return await self._records.create(_TENANTS + _digest(tenant.name), orjson.dumps(made))

    async def tenant(self, name: str) -> Tenant:
        """See `TenantStore`."""
        found = await self._records.get(_TENANTS + _digest(name))
        return Tenant(name=name) if found is None else _tenant(orjson.loads(found.body))

    async def tenants(self) -> Sequence[Tenant]:
        """See `TenantStore`."""
        found = [_tenant(orjson.loads(body)) for _, body in await bodies(self._records, _TENANTS)]
        return sorted(found, key=lambda each: each.name)

    async def change(self, name: str, change: Callable[[Tenant], Tenant]) -> Tenant:
        """See `TenantStore`."""
        key = _TENANTS + _digest(name)
        while True:
            found = await self._records.get(key)
            changed = change(Tenant(name=name) if found is None else _tenant(orjson.loads(found.body)))
            body = orjson.dumps(asdict(changed))
            if found is None:
                if await self._records.create(key, body):
                    return changed
            elif body == found.body or await self._records.swap(key, body, found.etag):
                return changed

    async def forget(self, name: str) -> None:
        """See `TenantStore`."""
        await self._records.delete(_TENANTS + _digest(name))
        folder = f"{_USAGE}{_digest(name)}/"
        for day in [each.name async for each in self._records.names(folder)]:
            await self._records.delete(folder + day)

    async def spend(self, name: str, day: str, spent: Mapping[Metered, int]) -> Usage:
        """See `TenantStore`."""
        key = f"{_USAGE}{_digest(name)}/{day}"
        while True:
            found = await self._records.get(key)
            before: dict[str, int] = {} if found is None else orjson.loads(found.body)["spent"]
            after = before | {each.value: before.get(each.value, 0) + count for each, count in spent.items() if count}
            if after == before:
                return Usage(before)
            body = orjson.dumps({"spent": after, _BY: secrets.token_hex(8)})
            if found is None:
                if await self._records.create(key, body):
                    return Usage(after)
            elif await self._records.swap(key, body, found.etag):
                return Usage(after)


def _tenant(stored: Stored) -> Tenant:
    fields = {name: value for name, value in stored.items() if name != _BY}
    return Tenant(**fields | {"state": TenantState(stored["state"]), "quotas": Quotas(**stored["quotas"])})


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
