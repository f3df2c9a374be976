"""Erases one text from every object of a bucket, except the audit log (`audit_log.py`)."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace

import orjson

from tools.nouns.json_types import Json
from tools.nouns.scrubbed import Scrubbed, tally
from tools.text.erasing import Erasure
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import READ_AHEAD
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.heads import Held
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import erased, unpacked
from tools.tickets.s3.problem.timelines import covered
from tools.tickets.shared.sealing import Seal
from tools.tickets.shared.timelines import run_over, sealed_like

EVENTS = "event/"
_OTHERS = (keys.VECTORS, keys.LISTS, keys.TICKETS, "audit", "user/", "meta/", "lease/", "skeleton/")
"""Folders that hold no text, or whose text other code erases."""

Found = list[tuple[str, bytes]]
"""(name, current body)."""


async def scrub(parts: Parts, erasure: Erasure, ids: Collection[str], *, dry_run: bool) -> Scrubbed:
    """Erase the text from every object, or from those that name one of the ids. Reads them all.

    With `dry_run`, only count.
    """
    work = _Scrub(parts, erasure, ids, dry_run=dry_run)
    waiting = list[str]()
    async for each in parts.objects.names(""):
        if not each.name.startswith(_OTHERS):
            waiting.append(each.name)
        if len(waiting) == READ_AHEAD:
            await work.look(waiting)
            waiting = []
    await work.look(waiting)
    await work.heads()
    parts.occurrences.forget()
    parts.answers.forget()
    parts.aliases.forget_all()
    return tally(work.found)


class _Scrub:
    """One run. Heads come last, each with the older part of its timeline, because one seal covers both."""

    def __init__(self, parts: Parts, erasure: Erasure, ids: Collection[str], *, dry_run: bool) -> None:
        self._parts = parts
        self._objects = parts.objects
        self._erasure = erasure
        self._ids = ids
        self._dry_run = dry_run
        self._lineages: dict[str, str] = {}
        self.found: Found = []

    async def look(self, names: Iterable[str]) -> None:
        """Erase it from some objects, and note the heads whose timelines hold it."""
        await asyncio.gather(*map(self._one, names))

    async def _one(self, name: str) -> None:
        while (blob := await self._objects.get(name)) is not None:
            stored, reports = _opened(blob.body) if name.startswith(keys.HEADS) else (blob.body, [])
            body = self._erasure.out_of_bytes(stored)
            held = sum(each in self._erasure for each in reports)
            if (body == stored and not held) or not self._is_wanted(name, [blob.body, *reports]):
                return
            self.found += [(keys.OCCURRENCES, b"")] * held
            if name.startswith((keys.HEADS, EVENTS)):
                kind, spread, space, lineage = name.split("/")[:4]
                self._lineages[f"{keys.HEADS}{spread}/{space}/{lineage}"] = lineage
                self.found += [] if body == stored else [(name, b"")]
                return
            if self._dry_run or await self._objects.swap(name, body, blob.etag):
                self.found.append((name, body))
                return

    async def heads(self) -> None:
        """Erase it from the heads that were noted."""
        for key in () if self._dry_run else self._lineages:
            blob = await self._objects.get(key)
            while blob is not None:
                held = Held(Lineage.from_bytes(blob.body), blob.etag)
                if await self._head(held) is not None:
                    break
                blob = await self._objects.get(key)

    async def _head(self, held: Held) -> bool | None:
        """Erase it from one head. None: another writer was faster.

        The head is written first; a repeat recognises its timeline by the new seal.
        """
        lineage, pages = held.lineage, await self._pages(held.lineage)
        clean = Lineage.from_bytes(self._erasure.out_of_bytes(replace(lineage, log=None).to_bytes()))
        if lineage.log is not None:
            commits = [erased(each, self._erasure.out_of_bytes) for each in lineage.log.commits]
            clean.log = replace(lineage.log, commits=commits)
        older = [self._erasure.out_of(page) for page in pages]
        if (seal := self._seal_of(lineage, pages, older)) is not None:
            clean.timeline = run_over(
                seal, covered(clean, [event for page in [*older, clean.events] for event in page])
            )
        if lineage.to_bytes() != clean.to_bytes():

            def change(now: Lineage) -> bool:
                for each in fields(Lineage):
                    setattr(now, each.name, getattr(clean, each.name))
                return True

            if await self._parts.heads.change_once(held, change) is None:
                return None
        for number, page in enumerate(older):
            key = keys.event_page(lineage.tenant, lineage.id, number)
            if page != pages[number] and (blob := await self._objects.get(key)) is not None:
                await self._objects.swap(key, orjson.dumps(page), blob.etag)
        return True

    def _seal_of(self, lineage: Lineage, pages: list[list[Json]], older: list[list[Json]]) -> Seal | None:
        """Return the seal that fits the timeline, as it is or as an interrupted run would have left it."""
        for each in (pages, older):
            events = [event for page in [*each, lineage.events] for event in page]
            if (seal := sealed_like(lineage.timeline, covered(lineage, events), self._parts.seal)) is not None:
                return seal
        return None

    async def _pages(self, lineage: Lineage) -> list[list[Json]]:
        names = [keys.event_page(lineage.tenant, lineage.id, number) for number in range(lineage.event_pages)]
        blobs = await asyncio.gather(*map(self._objects.get, names))
        return [[] if blob is None else orjson.loads(blob.body) for blob in blobs]

    def _is_wanted(self, name: str, bodies: Sequence[bytes]) -> bool:
        text = name + b"".join(bodies).decode("utf-8", "replace")
        return not self._ids or any(each in text for each in self._ids)


def _opened(body: bytes) -> tuple[bytes, list[bytes]]:
    """A head without its log, and the reports packed in the log: packed bytes may look like the text by chance."""
    head = Lineage.from_bytes(body)
    reports = [] if head.log is None else [unpacked(each) for each in head.log.commits]
    return replace(head, log=None).to_bytes(), reports
