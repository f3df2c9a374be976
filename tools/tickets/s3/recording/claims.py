"""Claims of reports that are appended: each is claimed before it is written, so that a redelivery finds it.

Such a claim is {flush, lineage, at, done}. For reports that need no claim, each flush writes one empty object to the
journal.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import orjson

from tools.errors import Unavailable
from tools.ids import request_time
from tools.nouns.json_types import Stored
from tools.nouns.reports import Report
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.recording.earlier import look_for

T = TypeVar("T")

FRESH_ID_SECONDS = 5.0
CLAIM_ABANDONED_SECONDS = 30.0
MAX_LOOKS = 8
FIRST_LOOK_WAIT_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier delivery of a report left."""

    report: Occurrence
    flush: str
    """The flush that names its place."""
    done: bool
    """True if the report was acknowledged."""


async def claim(parts: Parts, report: Report, lineage: str, flush: str, now: float) -> Earlier | None:
    """Claim a report. None: the caller writes it in this flush; otherwise it is already stored.

    Raises Unavailable while another process is writing it. A claim that has led to nothing for CLAIM_ABANDONED_SECONDS
    is taken over.
    """
    if not needs_claim(report, now):
        return None
    tenant, request_id = report.tenant, report.request_id

    async def stored(held: Stored) -> Earlier | None:
        return await stored_by(parts, tenant, request_id, held)

    def led_to_nothing(held: Stored) -> bool:
        # A report claimed for a log that is closed by now is in that log, or was never counted.
        return is_abandoned(held, now) or ("flush" not in held and held["lineage"] == lineage)

    return await claim_with(parts, report, _claim(lineage, flush, now, done=False), stored, led_to_nothing)


async def claim_with(
    parts: Parts,
    report: Report,
    mine: bytes,
    read: Callable[[Stored], Awaitable[T | None]],
    may_be_taken: Callable[[Stored], bool],
) -> T | None:
    """Claim with a given body. None: the claim is ours now; otherwise what `read` returns for the existing claim.

    Raises Unavailable while the existing claim leads to nothing and may not be taken over.
    """
    key = keys.claim(report.tenant, report.request_id)
    if await parts.objects.create(key, mine):
        return None
    for look in range(MAX_LOOKS):
        blob = await parts.objects.get(key)
        assert blob is not None, "claims are never deleted"
        held = orjson.loads(blob.body)
        if (found := await read(held)) is not None:
            return found
        if may_be_taken(held) and await parts.objects.swap(key, mine, blob.etag):
            return None
        await asyncio.sleep(FIRST_LOOK_WAIT_SECONDS * 2**look)
    raise Unavailable("this report is being recorded by another process", request_id=report.request_id)


async def acknowledge(parts: Parts, written: Sequence[tuple[Report, str, str]], now: float) -> None:
    """Store for each (report, lineage, flush) that it was written and was still right afterwards."""
    keyed = [each for each in written if needs_claim(each[0], now)]
    await asyncio.gather(
        *(
            parts.objects.put(keys.claim(report.tenant, report.request_id), _claim(lineage, flush, now, done=True))
            for report, lineage, flush in keyed
        )
    )


async def note(parts: Parts, reports: Sequence[Report], flush: str, lineage: str, now: float) -> None:
    """Note in the journal of its minute where a flush went, unless claims lead to all of its reports."""
    if not all(needs_claim(each, now) for each in reports):
        await parts.objects.put(keys.journal(reports[0].tenant, int(now // 60)) + f"{flush}.{lineage}", b"")


async def stored_by(parts: Parts, tenant: str, request_id: str, held: Stored) -> Earlier | None:
    """The report that a claim leads to; None if it was not counted, or not yet."""
    if "flush" in held:
        found = await parts.occurrences.find(tenant, held["lineage"], held["flush"], request_id)
        return None if found is None else Earlier(*found, held["done"])
    logged = await look_for(parts, tenant, held["lineage"], request_id, int(held["at"] * 1000))
    return None if logged is None else Earlier(logged, "", done=True)


def _claim(lineage: str, flush: str, now: float, *, done: bool) -> bytes:
    """`done`: the report was acknowledged."""
    return orjson.dumps({"flush": flush, "lineage": lineage, "at": now, "done": done})


def is_abandoned(held: Stored, now: float) -> bool:
    """True if the claiming process had enough time to write the report."""
    return bool(abs(now - held["at"]) > CLAIM_ABANDONED_SECONDS)


def needs_claim(report: Report, now: float) -> bool:
    """True if the report may already be stored.

    This is so for a firing, whose next delivery finishes what another process began, and for a report from a queue,
    however new its id is: the queue may have delivered it to another process as well.
    """
    return report.queued or report.activation is not None or not minted_now(report.request_id, now)


def minted_now(request_id: str, now: float) -> bool:
    """True for a server's id of this moment: it cannot have been stored before, and needs no claim."""
    made = request_time(request_id)
    return made is not None and abs(made - now) < FRESH_ID_SECONDS


def minute_of(request_id: str) -> int | None:
    """The epoch minute in which a server made the id; None for a client's id."""
    made = request_time(request_id)
    return None if made is None else int(made // 60)
