"""Append-only occurrences: every flush is one object of reports. A move adds an object, and edits none."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from tools.cache import BoundedCache
from tools.nouns.decision_json import decision_from_json
from tools.nouns.decisions import Decision
from tools.nouns.json_types import Json, Stored
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.objects.folders import READ_AHEAD
from tools.tickets.s3.problem.flushes import ELSEWHERE, Flush, Tally, flush_name, tally_of, total
from tools.tickets.shared.stored_reports import RULES_READ, StoredReport

KEPT_BODIES = 512


@dataclass(frozen=True, slots=True)
class Occurrence(StoredReport):
    """A report as it was recorded, and where it is now."""

    ticket: str
    """The one it was recorded on."""
    stored_decision: Stored
    body: Stored | None
    """None: its text was pruned."""
    moved_to: str | None = None
    """The lineage that it left this one for."""
    lineage: str = ""
    """As the next two, it is not part of the object: reading it tells."""
    generation: int = ELSEWHERE
    """The one of the lineage that shows it now."""
    flush: str = ""
    """The one it came with, which stays the same through moves and orders reports."""

    @property
    def decision(self) -> Decision:
        """Why it was recorded there."""
        return decision_from_json(self.stored_decision)


class Occurrences:
    """Writes and reads of one bucket's occurrences. Bodies never change, so they are kept."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._bodies: BoundedCache[str, Sequence[Stored]] = BoundedCache(KEPT_BODIES, texts=True)

    async def write(
        self, tenant: str, lineage: str, flush: str, to: int, reports: Sequence[Occurrence], *, origin: int = ELSEWHERE
    ) -> None:
        """Append. Repeating it with the same flush and reports changes nothing."""
        name = flush_name(flush, to, reports, origin)
        body = orjson.dumps([_to_json(each) for each in reports])
        await self._objects.create(keys.occurrences(tenant, lineage) + name, body)

    async def tally(self, tenant: str, lineage: str, generation: int) -> Tally:
        """Counted from names alone, unless reports were moved: then their times have to be looked up."""
        flushes = await self._flushes(tenant, lineage)
        if any(each.origin == generation for each in flushes):
            reports = await self._read(tenant, lineage, flushes)
            return tally_of(each for each in reports if each.generation == generation)
        return total(each.tally for each in flushes if each.to == generation)

    async def times(self, tenant: str, lineage: str, name: str) -> list[float]:
        """When the reports of one flush happened; `name` is its object's (epoch seconds)."""
        body = await self._body(keys.occurrences(tenant, lineage) + name)
        return [each["received_at"] if each["event_at"] is None else each["event_at"] for each in body]

    async def of(self, tenant: str, lineage: str, *, everything: bool = False) -> list[Occurrence]:
        """Every report of a lineage, where it is now; those elsewhere only with `everything`."""
        found = await self._read(tenant, lineage, await self._flushes(tenant, lineage))
        return [each for each in found if everything or each.generation != ELSEWHERE]

    async def find(self, tenant: str, lineage: str, flush: str, request_id: str) -> tuple[Occurrence, str] | None:
        """One report of one flush as its recording placed it at last, and the flush that says so."""
        found = None
        folder = keys.occurrences(tenant, lineage)
        async for each in self._objects.names(folder + flush):
            parsed = Flush.parse(flush + each.name)
            for stored in await self._body(folder + parsed.name):
                if stored["request_id"] == request_id:
                    found = _from_json(stored, lineage, parsed.to, flush), parsed.flush
        if found is not None and found[0].moved_to is not None:
            return await self.find(tenant, found[0].moved_to, flush, request_id)
        return found

    def forget(self) -> None:
        """Read everything anew: a text was erased."""
        self._bodies.clear()

    async def drop_texts(self, tenant: str, lineage: str, after: str) -> str:
        """Forget what the reports of the flushes after a name said; returns the last name. All else stays."""
        folder, last = keys.occurrences(tenant, lineage), after
        async for each in self._objects.names(folder, after=after):
            while (blob := await self._objects.get(folder + each.name)) is not None:
                bare = [stored | {"body": None} for stored in orjson.loads(blob.body)]
                if await self._objects.swap(folder + each.name, orjson.dumps(bare), blob.etag):
                    break
            self._bodies.pop(folder + each.name, None)
            last = each.name
        return last

    async def _flushes(self, tenant: str, lineage: str) -> list[Flush]:
        return [Flush.parse(each.name) async for each in self._objects.names(keys.occurrences(tenant, lineage))]

    async def _read(self, tenant: str, lineage: str, flushes: Sequence[Flush]) -> list[Occurrence]:
        folder, read = keys.occurrences(tenant, lineage), list[tuple[Flush, Sequence[Stored]]]()
        for start in range(0, len(flushes), READ_AHEAD):
            part = flushes[start : start + READ_AHEAD]
            bodies = await asyncio.gather(*(self._body(folder + flush.name) for flush in part))
            read += zip(part, bodies, strict=True)
        return where_they_are(lineage, read)

    async def _body(self, key: str) -> Sequence[Stored]:
        if key not in self._bodies:
            blob = await self._objects.get(key)
            self._bodies[key] = () if blob is None else orjson.loads(blob.body)
        return self._bodies[key]


def where_they_are(lineage: str, read: Iterable[tuple[Flush, Sequence[Stored]]]) -> list[Occurrence]:
    """A lineage's reports, each on the generation that shows it now.

    Moves are read last: two clocks may give a report and its move the same millisecond.
    """
    found: dict[str, Occurrence] = {}
    for flush, reports in sorted(read, key=lambda each: (each[0].origin != ELSEWHERE, each[0].name)):
        for stored in reports:
            first = found.get(stored["request_id"])
            came_with = flush.flush if first is None else first.flush
            found[stored["request_id"]] = _from_json(stored, lineage, flush.to, came_with)
    return list(found.values())


def _to_json(report: Occurrence) -> Json:
    stored = {name: getattr(report, name) for name in (*RULES_READ, "ticket", "body")}
    stored |= {"verdict": report.stored_decision["verdict"], "decision": report.stored_decision}
    return stored if report.moved_to is None else stored | {"moved_to": report.moved_to}


def _from_json(stored: Stored, lineage: str, generation: int, flush: str) -> Occurrence:
    read = {name: stored[name] for name in (*RULES_READ, "ticket", "body")}
    decision, moved_to = stored["decision"], stored.get("moved_to")
    return Occurrence(
        **read, stored_decision=decision, moved_to=moved_to, lineage=lineage, generation=generation, flush=flush
    )
