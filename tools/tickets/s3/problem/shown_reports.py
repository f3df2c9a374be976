"""Which occurrences a ticket shows, and moves between tickets.

Occurrences are never edited: a move adds an object that says which ticket shows them from then on. A move is first
planned in a head, so that a crash neither loses nor doubles it.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from tools.ids import new_ulid
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.firings import catch_up
from tools.tickets.s3.problem.flushes import ELSEWHERE
from tools.tickets.s3.problem.lineage import Lineage, Move, Ticket
from tools.tickets.s3.problem.occurrences import Occurrence


async def shown(parts: Parts, lineage: Lineage, ticket: Ticket) -> list[Occurrence]:
    """All occurrences that a ticket shows, including those of merged tickets, in stored order."""
    own = await parts.occurrences.of(lineage)
    found = [each for each in own if each.generation == ticket.number]
    for name, into in lineage.absorbed.items():
        if into == ticket.id:
            other = await parts.heads.need(lineage.tenant, name)
            if other.into == lineage.id:  # a split releases the loser before the winner's list is updated
                found += await shown(parts, other, other.head)
    return sorted(found, key=lambda each: each.flush)


async def shown_heads(parts: Parts, lineage: Lineage, ticket: Ticket) -> list[tuple[Lineage, Ticket]]:
    """A ticket and everything merged into it, each with its lineage."""
    found = [(lineage, ticket)]
    for name, into in lineage.absorbed.items():
        if into == ticket.id:
            other = await parts.heads.need(lineage.tenant, name)
            if other.into == lineage.id and not other.became:
                found += await shown_heads(parts, other, other.head)
    return found


async def finish_moves(parts: Parts, lineage: Lineage) -> Lineage:
    """Carry out the moves that a head has planned. It is safe to repeat."""
    for move in list(lineage.moves):
        await _carry_out(parts, lineage, move)
        await _carry_activations(parts, lineage, move)
        lineage, _ = await parts.heads.change(lineage.tenant, lineage.id, partial(_done, move))
    return lineage


async def _carry_out(parts: Parts, target: Lineage, move: Move) -> None:
    wanted, tenant, write = set(move.request_ids), target.tenant, parts.occurrences.write
    source = await parts.heads.need(tenant, move.source)
    stored = await parts.occurrences.of(source, everything=True)
    moved = [replace(each, moved_to=None) for each in stored if each.request_id in wanted]
    if move.source == target.id:
        await write(tenant, target.id, move.flush, move.to, moved, origin=move.origin)
        return
    await write(tenant, target.id, move.flush, move.to, moved)
    left = [replace(each, moved_to=target.id) for each in moved]
    await write(tenant, move.source, move.flush, ELSEWHERE, left, origin=move.origin)


async def _carry_activations(parts: Parts, target: Lineage, move: Move) -> None:
    """Move activations along with the reports that count them: store them there, point to them, delete them here."""
    source = await parts.heads.need(target.tenant, move.source)
    moved = [each for each in source.firings() if each.counted and each.request_id in move.request_ids]
    ticket = target.tickets[move.to - 1].id
    if not moved:
        return

    def keep(head: Lineage) -> None:
        for each in moved:
            head.keep(replace(each, incident_id=ticket))

    await parts.heads.change(target.tenant, target.id, keep)
    if source.id == target.id:
        return
    for each in moved:
        await parts.alerts.point(each.alert, each.request_id, target.id)
    dropped = {each.request_id for each in moved}
    await parts.heads.change(source.tenant, source.id, partial(_drop_activations, dropped=dropped))
    await catch_up(parts, target.tenant, target.id, dropped)


def _drop_activations(head: Lineage, dropped: set[str]) -> None:
    for each in dropped:
        head.activations.pop(each, None)


async def recount_keyless(parts: Parts, tenant: str, lineage: str) -> Lineage:
    """After moves, recompute which tickets of a lineage show a report without an activation."""
    own = await parts.occurrences.of(await parts.heads.need(tenant, lineage))

    def change(head: Lineage) -> None:
        for ticket in head.tickets:
            shown_here = [each for each in own if each.generation == ticket.number]
            ticket.keyless = any(each.request_id not in head.activations for each in shown_here)

    head, _ = await parts.heads.change(tenant, lineage, change)
    return head


def plan_moves(reports: Sequence[Occurrence], to: int, now: float) -> list[Move]:
    """Plan one move per place where the reports are shown now; they go to generation `to` of the planning head."""
    places: dict[tuple[str, int], list[str]] = {}
    for each in reports:
        places.setdefault((each.lineage, each.generation), []).append(each.request_id)
    return [Move(new_ulid(now), *place, to, tuple(request_ids)) for place, request_ids in places.items()]


def _done(move: Move, head: Lineage) -> None:
    if move in head.moves:
        head.moves.remove(move)
