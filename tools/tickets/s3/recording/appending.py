"""Reports of a known problem whose log is closed: place them, write them beside the log, recheck.

A log is closed once a person or a match has led some of its reports elsewhere. Then claims make sure that an id counts
once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tools.errors import StoreUnavailable, Unavailable
from tools.ids import new_ulid
from tools.nouns.decision_json import decision_from_json, decision_to_json
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Report
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.answers import answer
from tools.tickets.s3.problem.flushes import ELSEWHERE, Tally
from tools.tickets.s3.problem.growth import tell_growth
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.recording.claims import Earlier, acknowledge, claim, note
from tools.tickets.s3.recording.earlier import born_at, counted_before
from tools.tickets.s3.recording.placement import Placed, RecordRequest, put_on
from tools.tickets.shared.reports import body_of

AGAIN = "~"
"""The end of the flush id of reports that were placed again: such names start with the first name and sort after it."""

Written = tuple[RecordRequest, Placed]
Answer = Recorded | Unavailable


async def append(parts: Parts, alias: Alias, root: Lineage, requests: Sequence[RecordRequest]) -> dict[str, Answer]:
    """Count reports of the problem that an alias leads to, in one flush. Redeliveries get their first answer.

    Returns answers by request id; the ids are distinct.
    """
    flush = new_ulid(parts.clock())
    earlier = await _earlier_of_all(parts, root, requests, flush)
    answered, fresh = dict[str, Answer](), list[RecordRequest]()
    for request, before in zip(requests, earlier, strict=True):
        if before is not None:
            answered[request.report.request_id] = await _again(parts, request, before)
        elif (first := first_of(alias, root, request)) is not None:
            [answered[request.report.request_id]] = await _write(parts, root, [(request, first)], flush)
        else:
            fresh.append(request)
    if fresh:
        placed = await _place(parts, root, fresh)
        answered |= {each.request_id: each for each in await _write(parts, root, placed, flush)}
    return answered


async def _earlier_of_all(
    parts: Parts, root: Lineage, requests: Sequence[RecordRequest], flush: str
) -> list[Earlier | Unavailable | None]:
    """What earlier deliveries left: by the closed logs for ids that are old enough, for the others by their claims."""
    births = {each.report.request_id: born_at(each.report.request_id) for each in requests}
    logged = await counted_before(parts, root, {name: born for name, born in births.items() if born is not None})

    async def earlier(request: RecordRequest) -> Earlier | Unavailable | None:
        if request.report.request_id in logged:
            return Earlier(logged[request.report.request_id], "", done=True)
        return await _earlier(parts, request, root.id, flush)

    return list(await asyncio.gather(*map(earlier, requests)))


async def _earlier(parts: Parts, request: RecordRequest, lineage: str, flush: str) -> Earlier | Unavailable | None:
    """None: write the report now. Otherwise what an earlier delivery of it stored, or a refusal."""
    report = request.report
    try:
        return await claim(parts, report, lineage, flush, parts.clock())
    except StoreUnavailable:
        raise
    except Unavailable as error:
        return error


def first_of(alias: Alias, root: Lineage, request: RecordRequest) -> Placed | None:
    """The problem's first report: it claimed this fingerprint, and is redelivered, perhaps because its process died."""
    if request.report.request_id != alias.claimed_by or alias.decision is None or root.id != alias.home:
        return None
    return Placed(root.tickets[0].id, 1, decision_from_json(alias.decision), request.report.activation is None)


async def _again(parts: Parts, request: RecordRequest, earlier: Earlier | Unavailable) -> Answer:
    """Finish what an earlier delivery wrote but did not recheck, then return its answer."""
    if isinstance(earlier, Unavailable):
        return earlier
    stored = earlier.report
    if earlier.done:
        return await parts.answers.stored(request.report.tenant, stored)
    placed = Placed(stored.ticket, stored.generation, stored.decision, request.report.activation is None)
    seen = await parts.heads.need(request.report.tenant, stored.lineage)
    [answered] = await _look_again(parts, seen, [(request, placed)], earlier.flush)
    return replace(answered, replayed=True)


async def _place(parts: Parts, root: Lineage, requests: Sequence[RecordRequest]) -> list[Written]:
    """Decide by the head. Only a change of the head costs a swap."""
    now = parts.clock()
    rehearsal = Lineage.from_bytes(root.to_bytes())
    placed = [put_on(rehearsal, request, now) for request in requests]
    if rehearsal.to_bytes() != root.to_bytes():
        _, placed = await parts.heads.change(
            root.tenant, root.id, lambda head: [put_on(head, request, now) for request in requests]
        )
    return list(zip(requests, placed, strict=True))


async def _write(parts: Parts, root: Lineage, placed: list[Written], flush: str) -> list[Recorded]:
    return await _look_again(parts, await _append(parts, root, placed, flush), placed, flush)


async def _append(
    parts: Parts, root: Lineage, placed: Sequence[Written], flush: str, origin: int = ELSEWHERE
) -> Lineage:
    """Write the occurrences, then read the head again."""
    for number in sorted({each.generation for _, each in placed}):
        reports = [occurrence_of(request, each) for request, each in placed if each.generation == number]
        await parts.occurrences.write(root.tenant, root.id, flush, number, reports, origin=origin)
    head, _ = await asyncio.gather(
        parts.heads.need(root.tenant, root.id),
        note(parts, [request.report for request, _ in placed], flush, root.id, parts.clock()),
    )
    return head


async def _look_again(parts: Parts, seen: Lineage, placed: list[Written], flush: str) -> list[Recorded]:
    """Place reports again until their place is right: a resolve or a merge may have happened in the meantime."""
    done, written = list[Written](), list[tuple[Report, str, str]]()
    while placed:
        holding = [each for each in placed if each[1].still_holds(seen)]
        done += holding
        written += [(request.report, seen.id, flush) for request, _ in holding]
        moved = [each for each in placed if not each[1].still_holds(seen)]
        flush += AGAIN
        seen, placed = await _move(parts, seen, moved, flush) if moved else (seen, [])
    await acknowledge(parts, written, parts.clock())
    return await _answers(parts, seen, done)


async def _move(parts: Parts, seen: Lineage, moved: list[Written], flush: str) -> tuple[Lineage, list[Written]]:
    """Write reports where they belong now, and that they are no longer where they were first written."""
    requests, origin = [request for request, _ in moved], moved[0][1].generation
    if seen.into is None:
        placed = await _place(parts, seen, requests)
        return await _append(parts, seen, placed, flush, origin), placed
    root = await parts.heads.root(seen.tenant, seen.into)
    placed = await _place(parts, root, requests)
    head = await _append(parts, root, placed, flush)
    left = [occurrence_of(request, each, moved_to=root.id) for request, each in moved]
    await parts.occurrences.write(seen.tenant, seen.id, flush, ELSEWHERE, left, origin=origin)
    return head, placed


async def _answers(parts: Parts, seen: Lineage, written: Sequence[Written]) -> list[Recorded]:
    """Answers to reports that were just written, in order; each counts the reports before it."""
    answers, tallies = list[Recorded](), dict[str, Tally]()
    for number, (request, placed) in enumerate(written, 1):
        ticket = seen.one(placed.incident_id)
        if ticket.id not in tallies:
            tallies[ticket.id] = await parts.answers.tally(seen, ticket)
        count = max(1, tallies[ticket.id].count - (len(written) - number))
        dossier = await parts.answers.dossier(seen.tenant, ticket)
        answers.append(answer(request.report.request_id, seen, ticket, count, placed.decision, dossier))
    for incident_id, tally in tallies.items():
        added = sum(placed.incident_id == incident_id for _, placed in written)
        await tell_growth(parts, seen, incident_id, tally.count - added, tally.count)
    return answers


def occurrence_of(request: RecordRequest, placed: Placed, moved_to: str | None = None) -> Occurrence:
    """A placed report as it is stored."""
    report = request.report
    return Occurrence(
        request_id=report.request_id,
        received_at=report.received_at,
        event_at=None if placed.by_arrival else request.moment.at,
        severity=None if report.severity is None else int(report.severity),
        release=report.release,
        fingerprint=request.fingerprint,
        ticket=placed.incident_id,
        stored_decision=decision_to_json(placed.decision),
        body=body_of(report, request.profile),
        moved_to=moved_to,
    )
