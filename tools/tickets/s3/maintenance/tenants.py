"""Finds the objects of one tenant, for export and deletion."""

import asyncio

import orjson

from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.objects.folders import READ_AHEAD, contents
from tools.tickets.s3.parts import Parts
from tools.tickets.shared.tenant_records import is_of_tenant


def names_tenant(key: str, tenant: str) -> bool:
    """Return True for an object whose name contains the tenant's part."""
    return keys.space(tenant) in key.split("/")


async def erase(parts: Parts, tenant: str) -> int:
    """Delete every object of a tenant. Returns how many.

    Reads all names, and the objects whose names do not say the tenant. A repeat finishes what a crash interrupted.
    """
    users = {
        stored["username"]
        async for _, blob in contents(parts.objects, keys.user())
        if (stored := orjson.loads(blob.body))["tenant"] == tenant
    }
    waiting, removed = list[str](), 0
    async for each in parts.objects.names(""):
        waiting.append(each.name)
        if len(waiting) == READ_AHEAD:
            removed += await _erase(parts.objects, waiting, tenant, users)
            waiting = []
    return removed + await _erase(parts.objects, waiting, tenant, users)


async def _erase(objects: Objects, names: list[str], tenant: str, users: set[str]) -> int:
    gone = await asyncio.gather(*(_goes(objects, name, tenant, users) for name in names))
    found = [name for name, goes in zip(names, gone, strict=True) if goes]
    found += [f"api-key-use/{name.rpartition('/')[2]}" for name in found if name.startswith("api-key/")]
    await asyncio.gather(*(objects.delete(name) for name in found))
    return len(found)


async def _goes(objects: Objects, name: str, tenant: str, users: set[str]) -> bool:
    if names_tenant(name, tenant):
        return True
    if name.startswith((*_NAMED, "audit")):
        return False
    blob = await objects.get(name)
    return blob is not None and is_of_tenant(name, blob.body, tenant, users)


_NAMED = (keys.ALIASES, keys.HEADS, keys.OCCURRENCES, keys.VECTORS, keys.LISTS, keys.TICKETS, "claim/", "journal/")
"""Folders whose names always contain the tenant."""
