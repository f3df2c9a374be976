"""A process's cache of a tenant's heads and occurrences. It is updated by listing, and reads only what changed."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from tools.analytics.slots import slot_of
from tools.nouns.event_kinds import EventKind
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import READ_AHEAD
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.flushes import ELSEWHERE, Flush, Tally, total
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.log import Commit
from tools.tickets.s3.problem.occurrences import with_log

TOLD = frozenset({EventKind.ACKNOWLEDGED, EventKind.FEEDBACK, EventKind.MERGED, EventKind.SPLIT})
DIGITS = "0123456789abcdef"
"""The first characters of the names in a folder; one listing per digit runs concurrently."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event that figures count. `at` in epoch seconds."""

    kind: EventKind
    ticket: str
    at: float
    actor: str
    helpful: bool


@dataclass(slots=True)
class KnownHead:
    """One head as it was last read, and the sums from the names of its occurrences."""

    etag: str = ""
    lineage: Lineage | None = None
    events: tuple[Told, ...] = ()
    paged: list[Told] = field(default_factory=list)
    """The events in pages, which never change."""
    pages: int = 0
    names: frozenset[str] = frozenset()
    tallies: dict[int, Tally] = field(default_factory=dict)
    """By generation: the reports that it shows itself."""
    slots: Counter[int] = field(default_factory=Counter)
    """The number of reports it shows, by quarter hour."""


class KnownTenant:
    """All heads of one tenant."""

    def __init__(self, parts: Parts, tenant: str) -> None:
        self._parts = parts
        self._tenant = tenant
        self.heads: dict[str, KnownHead] = {}

    async def catch_up(self) -> bool:
        """Read what changed since the last call. Returns False if nothing did."""
        etags = dict(await self._listed(keys.HEADS))
        for gone in self.heads.keys() - etags.keys():
            del self.heads[gone]
        stale = [name for name, etag in etags.items() if self.heads.get(name, KnownHead()).etag != etag]
        await _in_turn(self._read_head(name) for name in stale)
        # Heads come first: what leaves a log in the meantime is in the folder by then.
        written = defaultdict[str, list[Flush]](list)
        for name, _ in await self._listed(keys.OCCURRENCES):
            lineage, _, flush = name.partition("/")
            written[lineage].append(Flush.parse(flush))
        flushes = {name: {each.name for each in with_log(self._commits(name), written[name])} for name in etags}
        counted = [name for name in etags if self.heads.get(name, KnownHead()).names != flushes[name]]
        await _in_turn(self._count(name, frozenset(flushes[name])) for name in counted)
        return bool(stale or counted)

    def _commits(self, name: str) -> Sequence[Commit]:
        lineage = self.heads[name].lineage if name in self.heads else None
        return () if lineage is None or lineage.log is None else lineage.log.commits

    async def _listed(self, folder: str) -> list[tuple[str, str]]:
        """(name, ETag) of the tenant's objects in a folder whose names begin with two hex digits and the tenant."""
        space = keys.space(self._tenant)

        async def some(digit: str) -> list[tuple[str, str]]:
            found = []
            async for each in self._parts.objects.names(folder + digit):
                _, owner, name = each.name.split("/", 2)
                if owner == space:
                    found.append((name, each.etag))
            return found

        return [each for part in await asyncio.gather(*map(some, DIGITS)) for each in part]

    async def _read_head(self, name: str) -> None:
        held = await self._parts.heads.load(self._tenant, name)
        if held is None:
            return
        known, lineage = self.heads.setdefault(name, KnownHead()), held.lineage
        for number in range(known.pages, lineage.event_pages):
            page = await self._parts.objects.get(keys.event_page(self._tenant, name, number))
            known.paged += [] if page is None else _told(orjson.loads(page.body))
        known.pages = max(known.pages, lineage.event_pages)
        known.events = (*known.paged, *_told(lineage.events))
        lineage.events = []
        known.etag, known.lineage = held.etag, lineage

    async def _count(self, name: str, names: frozenset[str]) -> None:
        """Add up the names. Only flushes that cross a quarter hour, and those whose reports were moved, are read."""
        known = self.heads.get(name)
        if known is None or known.lineage is None:
            return
        if not known.names <= names:
            known.names, known.slots = frozenset(), Counter()
        for each in map(Flush.parse, names - known.names):
            at = await self._slots(known.lineage, each)
            if each.to != ELSEWHERE:
                known.slots.update(at)
            if each.origin != ELSEWHERE:
                known.slots.subtract(at)
        flushes, known.names = list(map(Flush.parse, names)), names
        for generation in {each.to for each in flushes} | {each.origin for each in flushes}:
            if any(each.origin == generation for each in flushes):
                tally = await self._parts.occurrences.tally(known.lineage, generation)
            else:
                tally = total(each.tally for each in flushes if each.to == generation)
            known.tallies[generation] = tally

    async def _slots(self, head: Lineage, flush: Flush) -> Counter[int]:
        if slot_of(flush.first) == slot_of(flush.last):
            return Counter({slot_of(flush.first): flush.count})
        return Counter(map(slot_of, await self._parts.occurrences.times(head, flush)))

    def first_seen(self, lineage: Lineage, ticket: Ticket) -> float:
        """The time of the first report that a ticket shows, including everything merged into it."""
        first = self._first(lineage, ticket)
        return ticket.opened_at if first is None else first

    def _first(self, lineage: Lineage, ticket: Ticket) -> float | None:
        own = self.heads[lineage.id].tallies.get(ticket.number, Tally()).first
        found = [] if own is None else [own]
        for name, into in lineage.absorbed.items():
            other = self.heads[name].lineage if name in self.heads else None
            if into == ticket.id and other is not None and other.into == lineage.id:
                first = self._first(other, other.head)
                found += [] if first is None else [first]
        return min(found, default=None)


def _told(events: Iterable[dict[str, object]]) -> list[Told]:
    found = []
    for each in events:
        if each["kind"] in TOLD:
            data = each["data"]
            helpful = isinstance(data, dict) and bool(data.get("helpful"))
            kind = EventKind(str(each["kind"]))
            found.append(Told(kind, str(each["ticket"]), float(str(each["at"])), str(each["actor"]), helpful))
    return found


async def _in_turn(work: Iterable[object]) -> None:
    """Run the work, a few items at a time."""
    waiting = list(work)
    for start in range(0, len(waiting), READ_AHEAD):
        await asyncio.gather(*waiting[start : start + READ_AHEAD])  # type: ignore[call-overload]
