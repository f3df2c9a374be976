"""Counts reports of a known problem by one swap of its head, with both the changes to the ticket and the reports.

A lost swap has counted nothing, so the reports are placed again on the current head. Nothing need be rechecked after a
swap, and nothing is half done: a report is counted if a log lists its id.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tools.nouns.recorded import Recorded
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.answers import answer
from tools.tickets.s3.problem.growth import note_growth
from tools.tickets.s3.problem.heads import Held
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import Log, closed_blocks, commit_of
from tools.tickets.s3.problem.occurrences import Occurrence, entry_of
from tools.tickets.s3.recording.appending import Written, first_of, occurrence_of
from tools.tickets.s3.recording.claims import minute_of
from tools.tickets.s3.recording.earlier import counted_before
from tools.tickets.s3.recording.placement import Placed, RecordRequest, put_on

MOST_BYTES = 262_144
"""The largest size of texts in one commit; further reports go with the next swap."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The result of one swap."""

    answers: dict[str, Recorded]
    """The reports that are counted now, or were counted before."""
    lost: bool = False
    """Another process changed the head: read it again."""


async def commit(
    parts: Parts, alias: Alias, held: Held, requests: Sequence[RecordRequest], births: Mapping[str, int], own: set[str]
) -> Tried:
    """Try one swap on exactly this version.

    `own`: the flushes tried so far; a report that one of them counted is no replay.
    """
    root = held.lineage
    known = await counted_before(
        parts, root, {each.report.request_id: births[each.report.request_id] for each in requests}
    )
    answers = await _replays(parts, root, known, own)
    fresh = _together([each for each in requests if each.report.request_id not in known])
    await _note_again(parts, root, known)
    now, after = parts.clock(), Lineage.from_bytes(root.to_bytes())
    if not fresh or (log := after.counting) is None:
        return Tried(answers)
    placed = [(request, _place(alias, after, request, now)) for request in fresh]
    counts = await _counts(parts, root, placed)
    own.add(_add(log, placed, births, now))
    for incident_id, before in counts.items():
        added = sum(each.incident_id == incident_id for _, each in placed)
        note_growth(after, incident_id, before, before + added, now)
    if not await _write(parts, held, after, log, fresh):
        return Tried(answers, lost=True)
    return Tried(answers | await _answers(parts, after, placed, counts))


def _together(requests: Sequence[RecordRequest]) -> list[RecordRequest]:
    taken, size = list[RecordRequest](), 0
    for each in requests:
        size += len(each.report.log)
        if taken and size > MOST_BYTES:
            break
        taken.append(each)
    return taken


def _place(alias: Alias, head: Lineage, request: RecordRequest, now: float) -> Placed:
    first = first_of(alias, head, request)
    return first if first is not None and first.still_holds(head) else put_on(head, request, now)


def _add(log: Log, placed: Sequence[Written], births: Mapping[str, int], now: float) -> str:
    """Add the reports to the log, one commit per generation. Returns the flush."""
    flush = log.next_flush(now)
    for number in sorted({each.generation for _, each in placed}):
        reports = [occurrence_of(request, each) for request, each in placed if each.generation == number]
        born = {each.request_id: births[each.request_id] for each in reports}
        log.add(commit_of(flush, number, reports, [entry_of(each) for each in reports], list(born.values())), born)
    return flush


async def _write(parts: Parts, held: Held, after: Lineage, log: Log, requests: Sequence[RecordRequest]) -> bool:
    """Do the swap and, concurrently, write the notes that lead to the reports.

    Blocks that leave the log are written before.
    """
    if blocks := list(closed_blocks(held.lineage.log.commits if held.lineage.log else [])):
        await parts.occurrences.keep_blocks(held.lineage, blocks)
        log.commits = log.commits[sum(map(len, blocks)) :]
    request_ids = [each.report.request_id for each in requests]
    done, _ = await asyncio.gather(parts.heads.exchange(held, after), _note(parts, after.tenant, after.id, request_ids))
    if done:
        made_here = [each for each in request_ids if minute_of(each) is not None]
        parts.journal.counted(after.tenant, made_here, after.id)
    return done


async def _note_again(parts: Parts, root: Lineage, known: Mapping[str, Occurrence]) -> None:
    """Note replayed reports again: the process that counted them may have died before it noted them."""
    for lineage in {each.lineage for each in known.values()}:
        request_ids = [name for name, each in known.items() if each.lineage == lineage]
        await _note(parts, root.tenant, lineage, request_ids)


async def _note(parts: Parts, tenant: str, lineage: str, request_ids: Iterable[str]) -> None:
    """Note the minutes of the ids that a server made, so that their reports can be found."""
    minutes = {minute for each in request_ids if (minute := minute_of(each)) is not None}
    await asyncio.gather(*(parts.journal.note(tenant, each, lineage) for each in minutes))


async def _replays(parts: Parts, root: Lineage, known: Mapping[str, Occurrence], own: set[str]) -> dict[str, Recorded]:
    """The answers to reports that were already counted. They are no replays if an own swap counted them unnoticed."""
    found = {each: await parts.answers.stored(root.tenant, stored, root) for each, stored in known.items()}
    return {each: replace(said, replayed=known[each].flush not in own) for each, said in found.items()}


async def _counts(parts: Parts, root: Lineage, placed: Sequence[Written]) -> dict[str, int]:
    """How many reports each affected ticket shows before the swap."""
    found = dict[str, int]()
    for _, each in placed:
        ticket = root.ticket(each.incident_id)
        if each.incident_id not in found:
            found[each.incident_id] = 0 if ticket is None else (await parts.answers.tally(root, ticket)).count
    return found


async def _answers(
    parts: Parts, head: Lineage, placed: Sequence[Written], before: Mapping[str, int]
) -> dict[str, Recorded]:
    """The answers; each counts the reports before it."""
    counts, found = Counter(before), dict[str, Recorded]()
    for request, each in placed:
        ticket, request_id = head.one(each.incident_id), request.report.request_id
        counts[ticket.id] += 1
        dossier = await parts.answers.dossier(head.tenant, ticket)
        found[request_id] = answer(request_id, head, ticket, counts[ticket.id], each.decision, dossier)
    return found
