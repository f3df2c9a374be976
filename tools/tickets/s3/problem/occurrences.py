"""Append-only occurrences: every flush is one object of reports. A move adds an object, and edits none."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
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
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import Commit, Log, block_name
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
        body = orjson.dumps([entry_of(each) for each in reports])
        await self._objects.create(keys.occurrences(tenant, lineage) + name, body)

    async def keep_blocks(self, head: Lineage, blocks: Sequence[Sequence[Commit]]) -> None:
        """Write what is about to leave a log; whoever else does writes the same."""
        folder = keys.occurrences(head.tenant, head.id)
        bodies = [orjson.dumps([entry for commit in block for entry in commit.entries()]) for block in blocks]
        await asyncio.gather(
            *(
                self._objects.create(folder + block_name(block), body)
                for block, body in zip(blocks, bodies, strict=True)
            )
        )

    async def tally(self, head: Lineage, generation: int) -> Tally:
        """Counted from names alone, unless reports were moved: then their times have to be looked up."""
        flushes = await self.flushes(head)
        if any(each.origin == generation for each in flushes):
            reports = await self._read(head, flushes)
            return tally_of(each for each in reports if each.generation == generation)
        return total(each.tally for each in flushes if each.to == generation)

    async def times(self, head: Lineage, flush: Flush) -> list[float]:
        """When the reports of one flush happened (epoch seconds)."""
        body = await self._entries(head, flush)
        return [each["received_at"] if each["event_at"] is None else each["event_at"] for each in body]

    async def of(self, head: Lineage, *, everything: bool = False) -> list[Occurrence]:
        """Every report of a lineage, where it is now; those elsewhere only with `everything`."""
        found = await self._read(head, await self.flushes(head))
        return [each for each in found if everything or each.generation != ELSEWHERE]

    async def flushes(self, head: Lineage, after: str = "") -> list[Flush]:
        """All that a lineage was given, after a name; the head must have been read before."""
        folder, own = keys.occurrences(head.tenant, head.id), head.log.commits if head.log else []
        return with_log(own, [Flush.parse(each.name) async for each in self._objects.names(folder, after=after)])

    async def counted(
        self, head: Lineage, births: Mapping[str, int], *, appended: bool = False
    ) -> dict[str, Occurrence]:
        """Those of some ids, each with its birth, that a lineage has counted, as they were recorded there.

        Its log says which may be. `appended`: look also where reports were written beside it.
        """
        log = head.log or Log()
        suspects = births if appended else {each: births[each] for each in log.may_hold(births)}
        found = dict[str, Occurrence]()
        if suspects:
            newest = [commit.flush for commit in log.commits]
            await self._look_in(head, newest, suspects, found)
        if suspects.keys() - found.keys():
            older = [each for each in await self.flushes(head) if each not in newest and each.origin == ELSEWHERE]
            await self._look_in(head, older, suspects, found)
        return found

    async def _look_in(
        self, head: Lineage, flushes: Sequence[Flush], births: Mapping[str, int], found: dict[str, Occurrence]
    ) -> None:
        likely = [each for each in flushes if any(each.may_hold(born) for born in births.values())]
        for flush, entries in zip(likely, await self._bodies_of(head, likely), strict=True):
            for stored in entries:
                if stored["request_id"] in births:
                    found.setdefault(stored["request_id"], _from_json(stored, head.id, flush.to, flush.flush))

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

    async def _read(self, head: Lineage, flushes: Sequence[Flush]) -> list[Occurrence]:
        bodies = await self._bodies_of(head, flushes)
        return where_they_are(head.id, zip(flushes, bodies, strict=True))

    async def _bodies_of(self, head: Lineage, flushes: Sequence[Flush]) -> list[Sequence[Stored]]:
        read = list[Sequence[Stored]]()
        for start in range(0, len(flushes), READ_AHEAD):
            part = flushes[start : start + READ_AHEAD]
            read += await asyncio.gather(*(self._entries(head, each) for each in part))
        return read

    async def _entries(self, head: Lineage, flush: Flush) -> Sequence[Stored]:
        for commit in head.log.commits if head.log else ():
            if commit.name == flush.name:
                return commit.entries()
        return await self._body(keys.occurrences(head.tenant, head.id) + flush.name)

    async def _body(self, key: str) -> Sequence[Stored]:
        if key not in self._bodies:
            blob = await self._objects.get(key)
            self._bodies[key] = () if blob is None else orjson.loads(blob.body)
        return self._bodies[key]


def with_log(commits: Sequence[Commit], written: Iterable[Flush]) -> list[Flush]:
    """What is in a folder and in a log: a block that is still in the log, its writer having lost, is not counted."""
    own = [commit.flush for commit in commits]
    inside = {each.flush for each in own}
    return sorted([*(each for each in written if each.flush not in inside), *own], key=lambda each: each.name)


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


def entry_of(report: Occurrence) -> Json:
    """As an object or a commit holds it."""
    stored = {name: getattr(report, name) for name in (*RULES_READ, "ticket", "body")}
    stored |= {"verdict": report.stored_decision["verdict"], "decision": report.stored_decision}
    return stored if report.moved_to is None else stored | {"moved_to": report.moved_to}


def _from_json(stored: Stored, lineage: str, generation: int, flush: str) -> Occurrence:
    read = {name: stored[name] for name in (*RULES_READ, "ticket", "body")}
    decision, moved_to = stored["decision"], stored.get("moved_to")
    return Occurrence(
        **read, stored_decision=decision, moved_to=moved_to, lineage=lineage, generation=generation, flush=flush
    )
