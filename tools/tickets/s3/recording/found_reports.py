"""Finds a stored report by its id: by its claim or, if the id contains its minute, by the journal.

If the caller names a ticket that may hold it, one head is read, however many problems the minute had.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import orjson

from tools.errors import NotFound
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import READ_AHEAD
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.recording.claims import minute_of, stored_by
from tools.tickets.s3.recording.earlier import born_at, look_for, relatives


async def find(parts: Parts, tenant: str, request_id: str, near: str | None = None) -> Occurrence:
    """Find a report. Raises NotFound.

    `near`: a ticket that may hold it. If it does not, the search goes on as without it.
    """
    minute, born = minute_of(request_id), born_at(request_id)
    likely = [] if born is None else await _likely(parts, tenant, request_id, near)
    if born is not None and (found := await _near(parts, likely, request_id, born)) is not None:
        return found
    blob = await parts.objects.get(keys.claim(tenant, request_id))
    if blob is not None and (claimed := await stored_by(parts, tenant, request_id, orjson.loads(blob.body))):
        return claimed.report
    if minute is not None and born is not None:
        closed = [each.id for each in likely if each.counting is None]
        found = await _appended(parts, tenant, request_id, minute, closed) if closed else None
        found = found or await _noted(parts, tenant, request_id, minute, born)
        if (found := found or await _appended(parts, tenant, request_id, minute)) is not None:
            return found
    raise NotFound(f"no report {request_id[:80]!r}")


async def _likely(parts: Parts, tenant: str, request_id: str, near: str | None) -> list[Lineage]:
    """The lineage in which this process counted it, else that of the ticket."""
    counted_in = parts.journal.counted_in(tenant, request_id)
    if counted_in is not None and (held := await parts.heads.load(tenant, counted_in)) is not None:
        return [held.lineage]
    with suppress(NotFound):
        return [] if near is None else [await parts.heads.of(tenant, near)]
    return []


async def _near(parts: Parts, likely: list[Lineage], request_id: str, born: int) -> Occurrence | None:
    """Search the logs of these lineages, and of problems that were led to them."""
    if (found := await _in_logs(parts, likely, request_id, born)) is not None:
        return found
    for each in likely:
        names = await relatives(parts, each)
        if (found := await _in_logs(parts, await _heads(parts, each.tenant, names), request_id, born)) is not None:
            return found
    return None


async def _heads(parts: Parts, tenant: str, names: Sequence[str]) -> list[Lineage]:
    held = await asyncio.gather(*(parts.heads.load(tenant, each) for each in names))
    return [each.lineage for each in held if each is not None]


async def _in_logs(parts: Parts, heads: Sequence[Lineage], request_id: str, born: int) -> Occurrence | None:
    for each in heads:
        found = await parts.occurrences.counted(each, {request_id: born})
        if request_id in found:
            return found[request_id]
    return None


async def _noted(parts: Parts, tenant: str, request_id: str, minute: int, born: int) -> Occurrence | None:
    """Search the logs of all problems that had reports born in this minute.

    A log says whether it may have counted an id. A report can only have been led on from a log that is closed now.
    """
    lineages, led_on = await parts.journal.lineages(tenant, minute), list[str]()
    for start in range(0, len(lineages), READ_AHEAD):
        heads = await _heads(parts, tenant, lineages[start : start + READ_AHEAD])
        if (found := await _in_logs(parts, heads, request_id, born)) is not None:
            return found
        led_on += [each.id for each in heads if each.counting is None]
    for each in led_on:
        if (found := await look_for(parts, tenant, each, request_id, born)) is not None:
            return found
    return None


async def _appended(
    parts: Parts, tenant: str, request_id: str, minute: int, lineages: Sequence[str] | None = None
) -> Occurrence | None:
    """Search beside the closed logs of some lineages, or of all, within a minute of the id's birth."""
    for each in (minute, minute + 1, minute - 1):
        for flush, lineage in await parts.journal.flushes(tenant, each):
            asked = lineages is None or lineage in lineages
            if asked and (written := await parts.occurrences.find(tenant, lineage, flush, request_id)):
                return written[0]
    return None
