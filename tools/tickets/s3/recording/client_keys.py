"""The claim of a client's key: a small object, written once, with the time and problem of its first report.

The log of that problem says whether the report was counted, so the claim never changes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from tools.errors import StoreUnavailable, Unavailable
from tools.ids import new_ulid
from tools.nouns.json_types import Stored
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.recording.claims import Earlier, claim_with, is_abandoned, stored_by
from tools.tickets.s3.recording.earlier import born_at
from tools.tickets.s3.recording.placement import RecordRequest


@dataclass(slots=True)
class Births:
    """What is known of some reports before they are counted."""

    of: dict[str, int] = field(default_factory=dict)
    """The birth of each request id (epoch milliseconds)."""
    earlier: dict[str, Earlier | Unavailable] = field(default_factory=dict)
    """Reports that were counted with another problem or appended, or that cannot be told from such reports now."""


async def births_of(parts: Parts, requests: Sequence[RecordRequest], lineage: str) -> Births:
    """The births of the ids: a server's id contains it, and a client's key is claimed.

    A failure fails only its report.
    """
    found, keyed = Births(), list[RecordRequest]()
    for request in requests:
        born = born_at(request.report.request_id)
        if born is None:
            keyed.append(request)
        else:
            found.of[request.report.request_id] = born
    claimed = await asyncio.gather(*(_claimed(parts, request, lineage) for request in keyed))
    for request, each in zip(keyed, claimed, strict=True):
        if isinstance(each, int):
            found.of[request.report.request_id] = each
        else:
            found.earlier[request.report.request_id] = each
    return found


def claim_early(parts: Parts, request: RecordRequest) -> None:
    """Start to claim its key while others of its problem are being counted, if it will probably be counted in a log."""
    tenant = request.report.tenant
    alias = parts.aliases.recall(tenant, request.fingerprint)
    if alias is None or alias.pins or not parts.heads.seems_to_count(tenant, alias.lineage):
        return
    lineage = alias.lineage

    async def claim() -> int | None:
        now = parts.clock()
        key = keys.claim(tenant, request.report.request_id)
        return int(now * 1000) if await parts.objects.create(key, _claim(request, lineage, now)) else None

    parts.early_claims.begin(_name_of(request), claim)


async def _claimed(parts: Parts, request: RecordRequest, lineage: str) -> int | Earlier | Unavailable:
    if (born := await parts.early_claims.born(_name_of(request))) is not None:
        return born
    report, now = request.report, parts.clock()
    mine = _claim(request, lineage, now)

    async def known(held: Stored) -> int | Earlier | None:
        if _of_this_problem(held, request):
            return int(held["at"] * 1000)
        return await stored_by(parts, report.tenant, report.request_id, held)

    try:
        earlier: int | Earlier | None = await claim_with(
            parts, report, mine, known, lambda held: is_abandoned(held, now)
        )
    except StoreUnavailable:
        raise
    except Unavailable as error:
        return error
    return int(now * 1000) if earlier is None else earlier


def _claim(request: RecordRequest, lineage: str, now: float) -> bytes:
    return orjson.dumps({"at": now, "problem": request.fingerprint, "lineage": lineage, "by": new_ulid(now)})


def _name_of(request: RecordRequest) -> tuple[str, str, str]:
    return request.report.tenant, request.report.request_id, request.fingerprint


def _of_this_problem(held: Stored, request: RecordRequest) -> bool:
    """True if the problem's log tells whether it was counted.

    Claims of older builds and of appended reports name no problem.
    """
    return "flush" not in held and held["problem"] == request.fingerprint
