"""Which occurrences a ticket shows, and moving them: planned in a head first, so that a crash is finished, not doubled."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tools.ids import new_ulid
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.occurrences import ELSEWHERE, Entry, Occurrences

Plan = dict[str, Any]
READ = ("generation", "lineage", "stored_in", "moved_to")
"""What reading adds to an entry."""


class Grouping:
    """Occurrences are never edited: a move adds an object that says where they are seen from now on."""

    def __init__(self, heads: Heads, occurrences: Occurrences) -> None:
        self._heads = heads
        self._occurrences = occurrences

    async def shown(self, lineage: Lineage, ticket: Ticket) -> list[Entry]:
        """All occurrences a ticket shows, those merged into it included, in stored order."""
        entries = await self._occurrences.entries(lineage.tenant, lineage.id)
        found = [each | {"lineage": lineage.id} for each in entries if each["generation"] == ticket.number]
        for name, into in lineage.absorbed.items():
            if into == ticket.id:
                other = await self._heads.need(lineage.tenant, name)
                if other.into == lineage.id:  # a split frees the loser before the winner forgets it
                    found += await self.shown(other, other.head)
        return sorted(found, key=lambda each: str(each["stored"]))

    async def finish(self, lineage: Lineage) -> Lineage:
        """Carry out the moves a head has planned. Safe to repeat at any point."""
        for plan in list(lineage.moves):
            await self._carry_out(lineage, plan)
            lineage, _ = await self._heads.change(lineage.tenant, lineage.id, partial(_done, plan))
        return lineage

    async def _carry_out(self, target: Lineage, plan: Plan) -> None:
        wanted = set(plan["request_ids"])
        stored = await self._occurrences.entries(target.tenant, plan["source"], everything=True)
        entries = [bare(each) for each in stored if each["request_id"] in wanted]
        if plan["source"] == target.id:
            await self._occurrences.write(
                target.tenant, target.id, plan["flush"], plan["to"], entries, origin=plan["origin"]
            )
            return
        await self._occurrences.write(target.tenant, target.id, plan["flush"], plan["to"], entries)
        left = [each | {"moved_to": target.id} for each in entries]
        await self._occurrences.write(
            target.tenant, plan["source"], plan["flush"], ELSEWHERE, left, origin=plan["origin"]
        )


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
