"""Whether a report was counted before, by the log of its problem and those that may have counted it before."""

import asyncio
import math
from collections.abc import Mapping

import orjson

from tools.ids import request_time
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.keys import CLOCK_SKEW_SECONDS
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import Occurrence


def born_at(request_id: str) -> int | None:
    """When a server made the id (epoch milliseconds); None for the id of a client's key, whose claim has the time."""
    made = request_time(request_id)
    return None if made is None else int(made * 1000)


async def counted_before(parts: Parts, root: Lineage, births: Mapping[str, int]) -> dict[str, Occurrence]:
    """Those of the ids (with their births) that were counted, as they were recorded. No requests if none may be.

    An appended report has a claim, unless it came from another lineage; then that lineage is searched as well.
    """
    log = root.log
    if log is None or not births:
        return {}
    until = math.inf if log.closed is None else (log.closed + CLOCK_SKEW_SECONDS) * 1000
    found = await parts.occurrences.counted(root, {each: born for each, born in births.items() if born <= until})
    late = {
        each: born
        for each, born in births.items()
        if each not in found and (root.announced or born <= log.kin_until * 1000)
    }
    for name in await relatives(parts, root) if late else ():
        other = await parts.heads.load(root.tenant, name)
        if other is not None:
            found |= await parts.occurrences.counted(other.lineage, late, appended=True)
    old = [each for each, born in births.items() if each not in found and born <= log.appended_until * 1000]
    appended = await asyncio.gather(*(_appended(parts, root.tenant, each) for each in old))
    return found | {each.request_id: each for each in appended if each is not None}


async def _appended(parts: Parts, tenant: str, request_id: str) -> Occurrence | None:
    """The report that an older build counted, with any problem. Older builds claimed each id that may come again."""
    blob = await parts.objects.get(keys.claim(tenant, request_id))
    held = {} if blob is None else orjson.loads(blob.body)
    if "flush" not in held:
        return None
    found = await parts.occurrences.find(tenant, held["lineage"], held["flush"], request_id)
    return None if found is None else found[0]


async def relatives(parts: Parts, root: Lineage) -> list[str]:
    """The lineages that may have counted reports which come to this one now, directly or through others."""
    known, found = [root.id, *_next_to(root)], _next_to(root)
    for name in found:
        held = await parts.heads.load(root.tenant, name)
        more = [] if held is None else [each for each in _next_to(held.lineage) if each not in known]
        known += more
        found += more
    return found


def _next_to(head: Lineage) -> list[str]:
    return list(dict.fromkeys((*head.absorbed, *head.announced, *(head.log.kin if head.log else ()))))


async def look_for(parts: Parts, tenant: str, lineage: str, request_id: str, born: int) -> Occurrence | None:
    """A report that was on its way to a lineage: in its log, or where it was led from there."""
    first = await parts.heads.load(tenant, lineage)
    logged = {} if first is None else await parts.occurrences.counted(first.lineage, {request_id: born})
    if request_id in logged:
        return logged[request_id]
    for name in await _ways(parts, tenant, lineage):
        held = await parts.heads.load(tenant, name)
        if held is not None:
            found = await parts.occurrences.counted(held.lineage, {request_id: born}, appended=True)
            if request_id in found:
                return found[request_id]
    return None


async def _ways(parts: Parts, tenant: str, lineage: str) -> list[str]:
    held = await parts.heads.load(tenant, lineage)
    if held is None:
        return []
    root = await parts.heads.root(tenant, lineage)
    return list(dict.fromkeys((lineage, root.id, *await relatives(parts, root))))
