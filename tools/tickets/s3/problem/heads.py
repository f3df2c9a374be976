"""Heads: read, written from claims, and changed by compare-and-swap. The marks that lead to them are written first."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from tools.errors import NotFound, StoreUnavailable
from tools.tickets.s3.audit_log import sealed_since
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Blob, Objects
from tools.tickets.s3.objects.folders import contents
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.memory import Memory
from tools.tickets.s3.problem.timelines import has_lost_its_seal, is_older, renew, seal_events
from tools.tickets.shared.sealing import PLAIN, Seal

T = TypeVar("T")
MAX_SWAPS = 60
FIRST_RETRY_WAIT_SECONDS = 0.005
LONGEST_RETRY_WAIT_SECONDS = 0.25
EVENTS_IN_HEAD = 64
MAX_HOPS = 32
MARKS = (keys.LISTS, keys.TICKETS, keys.JOBS, keys.UNFINISHED)
"""The folders of the objects that `marks` makes."""


@dataclass(frozen=True, slots=True)
class Held:
    """A head, with the version that was read."""

    lineage: Lineage
    etag: str


class Heads:
    """All access to heads. A change is a pure function on a Lineage, and is applied again whenever a race was lost."""

    def __init__(self, objects: Objects, seal: Seal = PLAIN) -> None:
        self._objects = objects
        self._seal = seal
        self._memory = Memory()
        self._began: float | None = None

    async def load(self, tenant: str, lineage: str) -> Held | None:
        """Load one head, or None."""
        blob = await self._objects.get(keys.head(tenant, lineage))
        if blob is None:
            return None
        held = Held(Lineage.from_bytes(blob.body), blob.etag)
        self._memory.read(tenant, lineage, blob, counts=held.lineage.counting is not None)
        return held

    def seems_to_count(self, tenant: str, lineage: str) -> bool:
        """True if reports were counted in its log when this process last saw it."""
        return self._memory.counts(tenant, lineage)

    async def recall(self, tenant: str, lineage: str, initial: Lineage | None = None) -> Held:
        """A root from the cache, if no other process seems to change it; else read it. Good enough to try a swap."""
        blob = self._memory.recall(tenant, lineage)
        held = None if blob is None else Held(Lineage.from_bytes(blob.body), blob.etag)
        return held if held is not None and held.lineage.into is None else await self.held(tenant, lineage, initial)

    async def all(self) -> AsyncIterator[Lineage]:
        """Every head of every tenant."""
        async for _, blob in contents(self._objects, keys.HEADS):
            yield Lineage.from_bytes(blob.body)

    async def need(self, tenant: str, lineage: str) -> Lineage:
        """Load a head that must exist. Raises NotFound."""
        held = await self.load(tenant, lineage)
        if held is None:
            raise NotFound(f"no incident {lineage[:80]!r}", incident_id=lineage[:80])
        return held.lineage

    async def root(self, tenant: str, lineage: str, initial: Lineage | None = None) -> Lineage:
        """The root of a lineage's merges. `initial`: the head in its alias's claim, written here if it is missing."""
        return (await self.held(tenant, lineage, initial)).lineage

    async def held(self, tenant: str, lineage: str, initial: Lineage | None = None) -> Held:
        """Like `root`, with the version."""
        for _ in range(MAX_HOPS):
            held = await self.load(tenant, lineage)
            if held is None and initial is not None and initial.id == lineage:
                await self.help(initial)
                continue
            if held is None:
                raise NotFound(f"no incident {lineage[:80]!r}", incident_id=lineage[:80])
            if held.lineage.into is None:
                return held
            lineage = held.lineage.into
        raise StoreUnavailable(f"merges of {lineage} lead in a circle: run the reconciler")

    async def of(self, tenant: str, incident_id: str) -> Lineage:
        """The lineage that an incident belongs to. Raises NotFound."""
        held = await self.load(tenant, incident_id)
        if held is None and (pointer := await self._objects.get(keys.ticket(tenant, incident_id))):
            held = await self.load(tenant, pointer.body.decode())
        if held is not None and held.lineage.became and held.lineage.into is not None:
            held = await self.load(tenant, held.lineage.into)
        if held is None or held.lineage.ticket(incident_id) is None:
            raise NotFound(f"no incident {incident_id[:80]!r}", incident_id=incident_id[:80])
        return held.lineage

    async def merged_root(self, lineage: Lineage, incident_id: str) -> str | None:
        """The ticket that a merged one ended up in; None for one that was not merged."""
        if lineage.one(incident_id).merged_into is None:
            return None
        return (await self.root(lineage.tenant, lineage.id)).head.id

    async def help(self, initial: Lineage) -> None:
        """Write a claimed head, whichever process claimed it: the claim contains the initial head."""
        seal_events(initial, self._seal)
        await self._mark(None, initial)
        await self._objects.create(keys.head(initial.tenant, initial.id), initial.to_bytes())

    async def change(self, tenant: str, lineage: str, change: Callable[[Lineage], T]) -> tuple[Lineage, T]:
        """Apply a change and make it durable. Raises NotFound, StoreUnavailable, or what the change raises."""
        for number in range(MAX_SWAPS):
            held = await self.load(tenant, lineage)
            if held is None:
                raise NotFound(f"no incident {lineage[:80]!r}", incident_id=lineage[:80])
            before = held.lineage.to_bytes()
            changed = held.lineage
            result = change(changed)
            if changed.to_bytes() == before:
                return changed, result
            if await self._swap(Lineage.from_bytes(before), changed, held.etag):
                return changed, result
            await asyncio.sleep(
                random.uniform(0, min(LONGEST_RETRY_WAIT_SECONDS, FIRST_RETRY_WAIT_SECONDS * 2**number))
            )
        raise StoreUnavailable(f"{lineage} is changed by too many requests at once: try again")

    async def exchange(self, before: Held, after: Lineage) -> bool:
        """Write over exactly this version. Returns False if there is a newer one."""
        return await self._swap(before.lineage, after, before.etag)

    async def change_once(self, held: Held, change: Callable[[Lineage], bool]) -> bool | None:
        """Apply a change to exactly this version.

        Returns what the change returned, or None if there is a newer version.
        """
        before = held.lineage.to_bytes()
        changed = Lineage.from_bytes(before)
        result = change(changed)
        if not result or await self._swap(held.lineage, changed, held.etag):
            return result
        return None

    async def _swap(self, before: Lineage, after: Lineage, etag: str) -> bool:
        await self._seal_events(before, after)
        await self._mark(before, after)
        await self._page(after)
        body = after.to_bytes()
        changed = await self._objects.exchange(keys.head(after.tenant, after.id), body, etag)
        kept = None if changed is None else Blob(body, changed)
        self._memory.wrote(after.tenant, after.id, kept, counts=after.counting is not None)
        if changed is None:
            return False
        stale = set(marks(before)) - set(marks(after))
        await asyncio.gather(*(self._objects.delete(key) for key in stale))
        return True

    async def _seal_events(self, before: Lineage, after: Lineage) -> None:
        if self._seal.keyed and before.events and not before.timeline:
            if has_lost_its_seal(before, await self._moved(before), self._seal, await self._sealed_since()):
                return
        elif is_older(after, self._seal):
            renew(after, await self._moved(after), self._seal, await self._sealed_since())
        seal_events(after, self._seal)

    async def _sealed_since(self) -> float | None:
        """Return since when all seals have a key. This is read once, because timelines with an older seal are rare."""
        if self._began is None and self._seal.keyed:
            self._began = await sealed_since(self._objects)
        return self._began

    async def _mark(self, before: Lineage | None, after: Lineage) -> None:
        """Write the marks before the head: a crash leaves marks that lead nowhere, but never a head without marks."""
        old = marks(before) if before is not None else {}
        fresh = {key: body for key, body in marks(after).items() if key not in old}
        await asyncio.gather(*(self._objects.put(key, body) for key, body in fresh.items()))

    async def _moved(self, lineage: Lineage) -> list[dict[str, Any]]:
        """The events in objects of their own, oldest first."""
        names = [keys.event_page(lineage.tenant, lineage.id, number) for number in range(lineage.event_pages)]
        blobs = await asyncio.gather(*map(self._objects.get, names))
        return [event for blob in blobs if blob is not None for event in orjson.loads(blob.body)]

    async def _page(self, lineage: Lineage) -> None:
        """Move the older half of a long timeline to an object of its own, which never changes, to keep heads small."""
        for number, older in paged(lineage):
            # A rival with the same page number moves the same events, because events are only ever appended to heads.
            await self._objects.put(keys.event_page(lineage.tenant, lineage.id, number), orjson.dumps(older))


def paged(lineage: Lineage) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Take the older events of a long timeline out of the head: (page number, its events)."""
    while len(lineage.events) > EVENTS_IN_HEAD:
        older, lineage.events = lineage.events[: EVENTS_IN_HEAD // 2], lineage.events[EVENTS_IN_HEAD // 2 :]
        lineage.event_pages += 1
        yield lineage.event_pages - 1, older


def marks(lineage: Lineage) -> dict[str, bytes]:
    """The small objects that lead to a head's tickets and jobs, with their bodies."""
    if lineage.became:
        return {}
    found = {
        keys.listed(lineage.tenant, ticket.status, ticket.id, ticket.severity, lineage.id, lineage.service): b""
        for ticket in lineage.tickets
    }
    found |= {keys.ticket(lineage.tenant, ticket.id): lineage.id.encode() for ticket in lineage.tickets[1:]}
    where = orjson.dumps([lineage.tenant, lineage.id])
    if lineage.announced or lineage.moves:
        found[keys.unfinished(lineage.id)] = where
    return found | {keys.job(job.kind, job_id): where for job_id, job in lineage.jobs.items()}
