"""Makes heads that were claimed but never written, and corrects marks and late counts that differ from their heads."""

from collections.abc import AsyncIterator

import orjson

from tools.nouns.jobs import JobKind
from tools.tickets.s3.maintenance.recount import recount
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.heads import MARKS, marks


async def sweep(parts: Parts, old: float) -> dict[str, int]:
    """Read every alias and head once.

    Marks newer than `old` are kept: they may belong to a change that is under way.
    """
    helped = await _help(parts)
    found = {key: modified for folder in MARKS async for key, modified in _names(parts, folder)}
    tenants, corrected, recounted = dict[str, str](), 0, 0
    async for head in parts.heads.all():
        tenants[head.id] = head.tenant
        recounted += await recount(parts, head)
        for key in marks(head):
            if found.pop(key, None) is None:
                corrected += await correct_mark(parts, key, head.tenant, head.id)
    for key in [key for key, modified in found.items() if modified < old]:
        if (lineage := await _owner(parts, key)) is not None:
            corrected += await correct_mark(parts, key, tenants.get(lineage, ""), lineage)
    return {"heads": helped, "marks": corrected, "counts": recounted}


async def sweep_jobs(parts: Parts, old: float) -> int:
    """Check only the marks of jobs, because every worker would read a mark that leads nowhere again and again."""
    swept = 0
    for kind in JobKind:
        async for key, modified in _names(parts, keys.job(kind)):
            if modified < old and (blob := await parts.objects.get(key)) is not None:
                swept += await correct_mark(parts, key, *orjson.loads(blob.body))
    return swept


async def _help(parts: Parts) -> int:
    """Write the heads of claims whose process died at once and whose problem was not reported since."""
    there = {name.rpartition("/")[2] async for name, _ in _names(parts, keys.HEADS)}
    helped = 0
    async for alias in parts.aliases.all():
        initial = alias.initial_head()
        if initial is not None and initial.id not in there:
            await parts.heads.help(initial)
            helped += 1
    return helped


async def correct_mark(parts: Parts, key: str, tenant: str, lineage: str) -> bool:
    """Make a mark agree with its head as it is now. Returns True if it did not."""
    before = await parts.objects.get(key)
    held = await parts.heads.load(tenant, lineage)
    body = marks(held.lineage).get(key) if held is not None else None
    if body is not None and before is None:
        await parts.objects.put(key, body)
    elif body is None and before is not None:
        await parts.objects.delete(key)
    return (body is None) != (before is None)


async def _owner(parts: Parts, key: str) -> str | None:
    """The lineage that a mark belongs to."""
    if key.startswith(keys.LISTS):
        return key.rpartition("/")[2].split(".")[2]
    blob = await parts.objects.get(key)
    if blob is None:
        return None
    return blob.body.decode() if key.startswith(keys.TICKETS) else str(orjson.loads(blob.body)[1])


async def _names(parts: Parts, folder: str) -> AsyncIterator[tuple[str, float]]:
    async for each in parts.objects.names(folder):
        yield folder + each.name, each.modified
