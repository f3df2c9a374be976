"""Append-only occurrences: every flush is one object whose name tells how many reports it adds to which generation.

A name is `{flush}_{to}_{count}_{from}_{first}_{last}`: `count` reports are on generation `to` and, if `from` is not 0,
no longer on `from`. Generation 0 is elsewhere. Names sort by time, so counting needs a listing only.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tools.cache import BoundedCache
from tools.nouns.decision_json import decision_from_json
from tools.nouns.decisions import Decision
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.objects.reading import READ_AHEAD
from tools.tickets.shared.stored_rows import happened_at

ELSEWHERE = 0
KEPT_BODIES = 512
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Flush:
    """One object's name, read."""

    name: str
    flush: str
    to: int
    count: int
    origin: int
    first: float
    last: float

    @classmethod
    def parse(cls, name: str) -> "Flush":
        """From an object's name."""
        flush, to, count, origin, first, last = name.split("_")
        return cls(name, flush, int(to), int(count), int(origin), float(first), float(last))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reports a generation shows, and between which event times; None when there are none."""

    count: int = 0
    first: float | None = None
    last: float | None = None

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        firsts = [each.first for each in (self, other) if each.first is not None]
        lasts = [each.last for each in (self, other) if each.last is not None]
        return Tally(self.count + other.count, min(firsts, default=None), max(lasts, default=None))


class Occurrences:
    """Writes and reads of one bucket's occurrences. Bodies never change, so they are kept."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._bodies: BoundedCache[str, Sequence[Entry]] = BoundedCache(KEPT_BODIES)

    async def write(
        self, tenant: str, lineage: str, flush: str, to: int, entries: Sequence[Entry], *, origin: int = ELSEWHERE
    ) -> None:
        """Append. Repeating it with the same flush and entries changes nothing."""
        times = [happened_at(entry) for entry in entries]
        name = f"{flush}_{to}_{len(entries)}_{origin}_{min(times)!r}_{max(times)!r}"
        await self._objects.create(keys.occurrences(tenant, lineage) + name, orjson.dumps(entries))

    async def flushes(self, tenant: str, lineage: str) -> list[Flush]:
        """All names, in stored order."""
        return [Flush.parse(each.name) async for each in self._objects.names(keys.occurrences(tenant, lineage))]

    async def tally(self, tenant: str, lineage: str, generation: int) -> Tally:
        """Counted from names alone, unless reports were moved: then their times have to be looked up."""
        flushes = await self.flushes(tenant, lineage)
        if any(each.origin == generation for each in flushes):
            entries = [
                each for each in await self.entries(tenant, lineage, flushes) if each["generation"] == generation
            ]
            return tally_of(happened_at(each) for each in entries)
        mine = [each for each in flushes if each.to == generation]
        if not mine:
            return Tally()
        return Tally(
            sum(each.count for each in mine), min(each.first for each in mine), max(each.last for each in mine)
        )

    async def entries(
        self, tenant: str, lineage: str, flushes: Sequence[Flush] | None = None, *, everything: bool = False
    ) -> list[Entry]:
        """Every report of a lineage as `placed` says; those elsewhere only with `everything`."""
        found = await self.flushes(tenant, lineage) if flushes is None else flushes
        folder, read = keys.occurrences(tenant, lineage), list[tuple[Flush, Sequence[Entry]]]()
        for start in range(0, len(found), READ_AHEAD):
            part = found[start : start + READ_AHEAD]
            bodies = await asyncio.gather(*(self._body(folder + flush.name) for flush in part))
            read += zip(part, bodies, strict=True)
        return [entry for entry in placed(read) if everything or entry["generation"] != ELSEWHERE]

    async def find(self, tenant: str, lineage: str, flush: str, request_id: str) -> Entry | None:
        """One report of one flush as it was last placed by its recording; `stored_in` is the flush that says so."""
        found = None
        folder = keys.occurrences(tenant, lineage)
        async for each in self._objects.names(folder + flush):
            parsed = Flush.parse(flush + each.name)
            for entry in await self._body(folder + parsed.name):
                if entry["request_id"] == request_id:
                    found = entry | {"generation": parsed.to, "lineage": lineage, "stored_in": parsed.flush}
        if found is not None and "moved_to" in found:
            return await self.find(tenant, found["moved_to"], flush, request_id)
        return found

    async def drop_texts(self, tenant: str, lineage: str, after: str) -> str:
        """Forget what the reports of the flushes after a name said; returns the last name. All else stays."""
        folder, last = keys.occurrences(tenant, lineage), after
        async for each in self._objects.names(folder, after=after):
            while (blob := await self._objects.get(folder + each.name)) is not None:
                bare = [entry | {"body": None} for entry in orjson.loads(blob.body)]
                if await self._objects.swap(folder + each.name, orjson.dumps(bare), blob.etag):
                    break
            self._bodies.pop(folder + each.name, None)
            last = each.name
        return last

    async def _body(self, key: str) -> Sequence[Entry]:
        if key not in self._bodies:
            blob = await self._objects.get(key)
            self._bodies[key] = () if blob is None else orjson.loads(blob.body)
        return self._bodies[key]


def placed(read: Iterable[tuple[Flush, Sequence[Entry]]]) -> list[Entry]:
    """A lineage's reports, each with the `generation` it is on now.

    `stored` is the flush it came with; it stays the same through moves and orders reports. Moves are read last: two
    clocks may give a report and its move the same millisecond.
    """
    found: dict[str, Entry] = {}
    for flush, entries in sorted(read, key=lambda each: (each[0].origin != ELSEWHERE, each[0].name)):
        for entry in entries:
            seen = found.get(entry["request_id"], {"stored": flush.flush})
            found[entry["request_id"]] = seen | entry | {"generation": flush.to}
    return list(found.values())


def decision_of(entry: Mapping[str, Any]) -> Decision:
    """Why a stored report is where it was recorded."""
    return decision_from_json(entry["decision"])


def tally_of(times: Iterable[float]) -> Tally:
    """Count times."""
    listed = list(times)
    return Tally(len(listed), min(listed, default=None), max(listed, default=None))
