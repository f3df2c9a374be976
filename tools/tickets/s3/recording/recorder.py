"""REPORT of the protocol for a known lineage: place, write, look again. See docs/BACKENDS.md for the steps."""

import asyncio
from collections.abc import Sequence

from tools.errors import StoreUnavailable, Unavailable
from tools.nouns.decision_json import decision_to_json
from tools.nouns.reports import Report
from tools.ports import Clock
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import ELSEWHERE, Entry, Occurrences, decision_of
from tools.tickets.s3.recording.claims import Claims, Journal
from tools.tickets.s3.recording.placing import Order, Placed, put_on
from tools.tickets.shared.reports import body_of

AGAIN = "~"
"""Ends the flush id of reports that were placed again: such names sort after the first and share its beginning."""

Written = tuple[Order, Placed]


class Recorder:
    """Writes reports onto lineages. What it returns is durable and was still right after it was written."""

    def __init__(self, heads: Heads, occurrences: Occurrences, claims: Claims, journal: Journal, clock: Clock) -> None:
        self._heads = heads
        self._occurrences = occurrences
        self._claims = claims
        self._journal = journal
        self._clock = clock

    async def claim(self, orders: Sequence[Order], lineage: str, flush: str) -> list[Entry | Unavailable | None]:
        """Per order: None to write it now, the entry under which an earlier delivery of it is stored, or its refusal."""
        return await asyncio.gather(*(self._claim(order, lineage, flush) for order in orders))

    async def _claim(self, order: Order, lineage: str, flush: str) -> Entry | Unavailable | None:
        report = order.report
        try:
            return await self._claims.claim(report.tenant, report.request_id, lineage, flush, self._clock())
        except StoreUnavailable:
            raise
        except Unavailable as error:
            return error

    async def write(self, root: Lineage, orders: Sequence[Order], flush: str) -> tuple[Lineage, list[Written]]:
        """Count reports of one known lineage. Returns its root as last seen, and where each report went."""
        placed = await self._place(root, orders)
        return await self._settle(await self._append(root, placed, flush), placed, flush)

    async def first(self, lineage: Lineage, order: Order, placed: Placed, flush: str) -> tuple[Lineage, list[Written]]:
        """Count the report that opened a lineage."""
        written = [(order, placed)]
        return await self._settle(await self._append(lineage, written, flush), written, flush)

    async def resume(self, order: Order, entry: Entry) -> tuple[Lineage, list[Written]]:
        """Finish an earlier delivery that was written, but never looked at again."""
        placed = Placed(entry["ticket"], entry["generation"], decision_of(entry))
        seen = await self._heads.need(order.report.tenant, entry["lineage"])
        return await self._settle(seen, [(order, placed)], entry["stored_in"])

    async def _settle(self, seen: Lineage, placed: list[Written], flush: str) -> tuple[Lineage, list[Written]]:
        """A resolve or a merge may have come between: what does not hold any more is placed again until it does."""
        done, settled = list[Written](), list[tuple[Report, str, str]]()
        while placed:
            holding = [each for each in placed if each[1].still_holds(seen)]
            done += holding
            settled += [(order.report, seen.id, flush) for order, _ in holding]
            moved = [each for each in placed if not each[1].still_holds(seen)]
            flush += AGAIN
            seen, placed = await self._move(seen, moved, flush) if moved else (seen, [])
        await self._claims.settle(settled, self._clock())
        return seen, done

    async def _place(self, root: Lineage, orders: Sequence[Order]) -> list[Written]:
        """Decide on the head; only what changes it costs a swap."""
        now = self._clock()
        rehearsal = Lineage.from_bytes(root.to_bytes())
        placed = [put_on(rehearsal, order, now) for order in orders]
        if rehearsal.to_bytes() != root.to_bytes():
            _, placed = await self._heads.change(
                root.tenant, root.id, lambda head: [put_on(head, order, now) for order in orders]
            )
        return list(zip(orders, placed, strict=True))

    async def _append(self, root: Lineage, placed: Sequence[Written], flush: str, origin: int = ELSEWHERE) -> Lineage:
        """Write occurrences, then look at the head again."""
        for number in sorted({each.generation for _, each in placed}):
            entries = [entry_of(order, each) for order, each in placed if each.generation == number]
            await self._occurrences.write(root.tenant, root.id, flush, number, entries, origin=origin)
        head, _ = await asyncio.gather(
            self._heads.need(root.tenant, root.id),
            self._journal.note([order.report for order, _ in placed], flush, root.id, self._clock()),
        )
        return head

    async def _move(self, seen: Lineage, moved: list[Written], flush: str) -> tuple[Lineage, list[Written]]:
        """Write reports where they belong now, and that they are no longer where they were written first."""
        orders = [order for order, _ in moved]
        if seen.into is None:
            placed = await self._place(seen, orders)
            return await self._append(seen, placed, flush, origin=moved[0][1].generation), placed
        root = await self._heads.root(seen.tenant, seen.into)
        placed = await self._place(root, orders)
        head = await self._append(root, placed, flush)
        left = [entry_of(order, each) | {"moved_to": root.id} for order, each in moved]
        await self._occurrences.write(seen.tenant, seen.id, flush, ELSEWHERE, left, origin=moved[0][1].generation)
        return head, placed


def entry_of(order: Order, placed: Placed) -> Entry:
    """A report as stored."""
    report = order.report
    return {
        "request_id": report.request_id,
        "received_at": report.received_at,
        "event_at": order.moment.at,
        "severity": None if report.severity is None else int(report.severity),
        "release": report.release,
        "fingerprint": order.fingerprint,
        "ticket": placed.incident_id,
        "verdict": placed.decision.verdict.value,
        "decision": decision_to_json(placed.decision),
        "body": body_of(report, order.profile),
    }
