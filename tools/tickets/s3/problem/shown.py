"""Which occurrences a ticket shows, and moving them.

Occurrences are never edited: a move adds an object that says where they are seen from now on. It is planned in a head
first, so that a crash is finished, not doubled.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tools.ids import new_ulid
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.occurrences import ELSEWHERE, Entry

Plan = dict[str, Any]
READ = ("generation", "lineage", "stored_in", "moved_to")
"""What reading adds to an entry."""


async def shown(parts: Parts, lineage: Lineage, ticket: Ticket) -> list[Entry]:
    """All occurrences a ticket shows, those merged into it included, in stored order."""
    entries = await parts.occurrences.entries(lineage.tenant, lineage.id)
    found = [each | {"lineage": lineage.id} for each in entries if each["generation"] == ticket.number]
    for name, into in lineage.absorbed.items():
        if into == ticket.id:
            other = await parts.heads.need(lineage.tenant, name)
            if other.into == lineage.id:  # a split frees the loser before the winner forgets it
                found += await shown(parts, other, other.head)
    return sorted(found, key=lambda each: str(each["stored"]))


async def finish_moves(parts: Parts, lineage: Lineage) -> Lineage:
    """Carry out the moves a head has planned. Safe to repeat at any point."""
    for plan in list(lineage.moves):
        await _carry_out(parts, lineage, plan)
        lineage, _ = await parts.heads.change(lineage.tenant, lineage.id, partial(_done, plan))
    return lineage


async def _carry_out(parts: Parts, target: Lineage, plan: Plan) -> None:
    wanted = set(plan["request_ids"])
    stored = await parts.occurrences.entries(target.tenant, plan["source"], everything=True)
    entries = [bare(each) for each in stored if each["request_id"] in wanted]
    if plan["source"] == target.id:
        await parts.occurrences.write(
            target.tenant, target.id, plan["flush"], plan["to"], entries, origin=plan["origin"]
        )
        return
    await parts.occurrences.write(target.tenant, target.id, plan["flush"], plan["to"], entries)
    left = [each | {"moved_to": target.id} for each in entries]
    await parts.occurrences.write(target.tenant, plan["source"], plan["flush"], ELSEWHERE, left, origin=plan["origin"])


def plan_moves(entries: Sequence[Entry], to: int, now: float) -> list[Plan]:
    """One plan per place the entries are seen now; they go to generation `to` of the head that keeps the plan."""
    places = dict.fromkeys((each["lineage"], each["generation"]) for each in entries)
    return [
        {
            "flush": new_ulid(now),
            "source": source,
            "origin": origin,
            "to": to,
            "request_ids": [
                each["request_id"] for each in entries if (each["lineage"], each["generation"]) == (source, origin)
            ],
        }
        for source, origin in places
    ]


def _done(plan: Plan, head: Lineage) -> None:
    if plan in head.moves:
        head.moves.remove(plan)


def bare(entry: Entry) -> Entry:
    """An entry as it was written."""
    return {name: value for name, value in entry.items() if name not in READ}
