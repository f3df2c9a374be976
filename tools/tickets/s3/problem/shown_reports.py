"""Which occurrences a ticket shows, and moving them.

Occurrences are never edited: a move adds an object that says where they are seen from now on. It is planned in a head
first, so that a crash is finished, not doubled.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from tools.ids import new_ulid
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.flushes import ELSEWHERE
from tools.tickets.s3.problem.lineage import Lineage, Move, Ticket
from tools.tickets.s3.problem.occurrences import Occurrence


async def shown(parts: Parts, lineage: Lineage, ticket: Ticket) -> list[Occurrence]:
    """All occurrences a ticket shows, those merged into it included, in stored order."""
    own = await parts.occurrences.of(lineage.tenant, lineage.id)
    found = [each for each in own if each.generation == ticket.number]
    for name, into in lineage.absorbed.items():
        if into == ticket.id:
            other = await parts.heads.need(lineage.tenant, name)
            if other.into == lineage.id:  # a split frees the loser before the winner forgets it
                found += await shown(parts, other, other.head)
    return sorted(found, key=lambda each: each.flush)


async def finish_moves(parts: Parts, lineage: Lineage) -> Lineage:
    """Carry out the moves a head has planned. Safe to repeat at any point."""
    for move in list(lineage.moves):
        await _carry_out(parts, lineage, move)
        lineage, _ = await parts.heads.change(lineage.tenant, lineage.id, partial(_done, move))
    return lineage


async def _carry_out(parts: Parts, target: Lineage, move: Move) -> None:
    wanted, tenant, write = set(move.request_ids), target.tenant, parts.occurrences.write
    stored = await parts.occurrences.of(tenant, move.source, everything=True)
    moved = [replace(each, moved_to=None) for each in stored if each.request_id in wanted]
    if move.source == target.id:
        await write(tenant, target.id, move.flush, move.to, moved, origin=move.origin)
        return
    await write(tenant, target.id, move.flush, move.to, moved)
    left = [replace(each, moved_to=target.id) for each in moved]
    await write(tenant, move.source, move.flush, ELSEWHERE, left, origin=move.origin)


def plan_moves(reports: Sequence[Occurrence], to: int, now: float) -> list[Move]:
    """One per place the reports are seen now; they go to generation `to` of the head that keeps the plan."""
    places: dict[tuple[str, int], list[str]] = {}
    for each in reports:
        places.setdefault((each.lineage, each.generation), []).append(each.request_id)
    return [Move(new_ulid(now), *place, to, tuple(request_ids)) for place, request_ids in places.items()]


def _done(move: Move, head: Lineage) -> None:
    if move in head.moves:
        head.moves.remove(move)
