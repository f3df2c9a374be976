"""Append-only occurrences: every flush is one object of reports. A move adds an object and edits none."""

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
    """The ticket it was recorded on."""
    stored_decision: Stored
    body: Stored | None
    """None: its text was pruned."""
    moved_to: str | None = None
    """The lineage that it was moved to."""
    lineage: str = ""
    """This and the next two fields are not part of the object; reading fills them in."""
    generation: int = ELSEWHERE
    """The generation of the lineage that shows it now."""
    flush: str = ""
    """The flush that recorded it. It stays the same through moves, and sorts reports."""

    @property
    def decision(self) -> Decision:
        """The decision that recorded it there."""
        return decision_from_json(self.stored_decision)


class Occurrences:
    """Reads and writes the occurrences of one bucket. Bodies never change, so they are cached."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._bodies: BoundedCache[str, Sequence[Stored]] = BoundedCache(KEPT_BODIES, texts=True)

    async def write(
        self, tenant: str, lineage: str, flush: str, to: int, reports: Sequence[Occurrence], *, origin: int = ELSEWHERE
    ) -> None:
        """Append a flush. Repeating it with the same flush and reports changes nothing."""
        name = flush_name(flush, to, reports, origin)
        body = orjson.dumps([entry_of(each) for each in reports])
        await self._objects.create(keys.occurrences(tenant, lineage) + name, body)

    async def keep_blocks(self, head: Lineage, blocks: Sequence[Sequence[Commit]]) -> None:
        """Write the blocks that are about to leave a log; a rival writes the same objects."""
        folder = keys.occurrences(head.tenant, head.id)
        bodies = [orjson.dumps([entry for commit in block for entry in commit.entries()]) for block in blocks]
        await asyncio.gather(
            *(
                self._objects.create(folder + block_name(block), body)
                for block, body in zip(blocks, bodies, strict=True)
            )
        )

    async def tally(self, head: Lineage, generation: int) -> Tally:
        """Count a generation's reports from names alone, unless reports were moved: then their times must be read."""
        flushes = await self.flushes(head)
        if any(each.origin == generation for each in flushes):
            reports = await self._read(head, flushes)
            return tally_of(each for each in reports if each.generation == generation)
        return total(each.tally for each in flushes if each.to == generation)

    async def times(self, head: Lineage, flush: Flush) -> list[float]:
        """The times of the reports of one flush (epoch seconds)."""
        body = await self._entries(head, flush)
        return [each["received_at"] if each["event_at"] is None else each["event_at"] for each in body]

    async def of(self, head: Lineage, *, everything: bool = False) -> list[Occurrence]:
        """Every report that a lineage shows now; with `everything` also those that were moved elsewhere."""
        found = await self._read(head, await self.flushes(head))
        return [each for each in found if everything or each.generation != ELSEWHERE]

    async def flushes(self, head: Lineage, after: str = "") -> list[Flush]:
        """The flushes of a lineage after a name; the head must have been read before."""
        folder, own = keys.occurrences(head.tenant, head.id), head.log.commits if head.log else []
        return with_log(own, [Flush.parse(each.name) async for each in self._objects.names(folder, after=after)])

    async def counted(
        self, head: Lineage, births: Mapping[str, int], *, appended: bool = False
    ) -> dict[str, Occurrence]:
        """Those of the given ids (with their births) that a lineage has counted, as they were recorded there.

        Its log says which ids it may have counted. `appended`: also look among the reports written beside it.
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
        """A report of a flush in its newest placement by its recording, and the flush with that placement."""
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
        """Forget everything that was read, because a text was erased."""
        self._bodies.clear()

    async def drop_texts(self, tenant: str, lineage: str, after: str) -> str:
        """Drop the texts of the reports in flushes after a name, and nothing else. Returns the last name."""
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
    """The flushes in a folder and in a log. A block that is still in the log, because its writer lost, counts once."""
    own = [commit.flush for commit in commits]
    inside = {each.flush for each in own}
    return sorted([*(each for each in written if each.flush not in inside), *own], key=lambda each: each.name)


def where_they_are(lineage: str, read: Iterable[tuple[Flush, Sequence[Stored]]]) -> list[Occurrence]:
    """A lineage's reports, each on the generation that shows it now.

    Moves are applied last, because two clocks may give a report and its move the same millisecond.
    """
    found: dict[str, Occurrence] = {}
    for flush, reports in sorted(read, key=lambda each: (each[0].origin != ELSEWHERE, each[0].name)):
        for stored in reports:
            first = found.get(stored["request_id"])
            came_with = flush.flush if first is None else first.flush
            found[stored["request_id"]] = _from_json(stored, lineage, flush.to, came_with)
    return list(found.values())


def entry_of(report: Occurrence) -> Json:
    """A report as an object or a commit stores it."""
    stored = {name: getattr(report, name) for name in (*RULES_READ, "ticket", "body")}
    stored |= {"verdict": report.stored_decision["verdict"], "decision": report.stored_decision}
    return stored if report.moved_to is None else stored | {"moved_to": report.moved_to}


def _from_json(stored: Stored, lineage: str, generation: int, flush: str) -> Occurrence:
    read = {name: stored[name] for name in (*RULES_READ, "ticket", "body")}
    decision, moved_to = stored["decision"], stored.get("moved_to")
    return Occurrence(
        **read, stored_decision=decision, moved_to=moved_to, lineage=lineage, generation=generation, flush=flush
    )
