"""The audit log: objects numbered by conditional writes. After each line, its head is written to a separate object."""

import asyncio
from collections.abc import AsyncIterator, Collection

import orjson

from tools.nouns.accounts import AuditAction, AuditEntry, AuditHead, AuditLine
from tools.ports import Clock
from tools.ports.audit import AuditPage
from tools.text.erasing import Erasure
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.objects.folders import contents
from tools.tickets.shared.audit import erased, erasures, must_begin, next_line, sealed_head
from tools.tickets.shared.pages import cursor_after, place_behind
from tools.tickets.shared.sealing import PLAIN, Seal

SYSTEM = "system"
READ_AT_ONCE = 32
MOST_READ = 1024
"""How many lines one page reads to find those of its tenant."""


class AuditObjects:
    """The AuditLog port.

    A crash between line and head leaves an outdated head, which the next line updates.
    """

    def __init__(self, objects: Objects, clock: Clock, seal: Seal = PLAIN) -> None:
        self._objects = objects
        self._clock = clock
        self._seal = seal

    async def audit(self, entry: AuditEntry) -> None:
        """Append one line to the sealed chain; if another process took the number, use the next one."""
        while True:
            number, before = await self._last()
            line = next_line(before, number + 1, self._clock(), entry, self._seal)
            if await self._objects.create(keys.audit(line.seq), line_to_json(line)):
                await put_head(self._objects, sealed_head(line.seq + 1, line.digest, self._seal))
                return

    async def begin_audit(self) -> int:
        """See `AuditLog`."""
        if not must_begin(await self.audit_head(), self._seal):
            return 0
        older = (await self._last())[0] + 1
        await self.audit(AuditEntry("", SYSTEM, AuditAction.AUDIT_SEALED, "audit", {"older": str(older)}))
        return older

    async def audit_head(self) -> AuditHead | None:
        """The head of the log; lines that are being written now may be missing."""
        blob = await self._objects.get(keys.AUDIT_HEAD)
        return None if blob is None else AuditHead(*orjson.loads(blob.body))

    async def audit_page(self, tenant: str | None, limit: int, cursor: str | None) -> AuditPage:
        """See `AuditLog`."""
        upto = place_behind(cursor, int) if cursor else (await self._last())[0] + 1
        stop, found = max(0, upto - MOST_READ), list[AuditLine]()
        while upto > stop:
            block = range(max(stop, upto - READ_AT_ONCE), upto)
            for line in reversed(await self._lines(block)):
                if tenant in (None, line.tenant):
                    found.append(line)
                if len(found) == limit:
                    return AuditPage(found, cursor_after(str(line.seq)) if line.seq else None)
            upto = block.start
        return AuditPage(found, cursor_after(str(upto)) if upto else None)

    async def scrub_audit(self, erasure: Erasure, ids: Collection[str], entry: AuditEntry) -> int:
        """See `AuditLog`. The line that proves it is written first; a repeat finishes what a crash interrupted."""
        lines = [(line, erased(line, erasure)) async for line in self.audit_lines() if not ids or line.subject in ids]
        changed = [after for before, after in lines if after != before]
        for each in erasures(entry, changed, self._seal):
            await self.audit(each)
        for line in changed:
            blob = await self._objects.get(keys.audit(line.seq))
            if blob is not None:
                await self._objects.swap(keys.audit(line.seq), line_to_json(line), blob.etag)
        return len(changed)

    async def audit_lines(self) -> AsyncIterator[AuditLine]:
        """Every line, oldest first."""
        async for number, blob in contents(self._objects, keys.audit()):
            yield line_from_json(int(number), blob.body)

    async def _lines(self, numbers: range) -> list[AuditLine]:
        blobs = await asyncio.gather(*(self._objects.get(keys.audit(number)) for number in numbers))
        found = zip(numbers, blobs, strict=True)
        return [line_from_json(number, blob.body) for number, blob in found if blob is not None]

    async def _last(self) -> tuple[int, str]:
        """Return the number and digest of the newest line, or (-1, "") if the log is empty.

        Numbers that the head names but whose lines are gone are not used again, so that the gap stays visible.
        """
        head = await self.audit_head()
        number = -1 if head is None else head.count - 1
        after = f"{number:012}" if number >= 0 else ""
        last = number
        async for each in self._objects.names(keys.audit(), after=after):
            last = int(each.name)
        if head is not None and last == number:
            return number, head.digest
        blob = await self._objects.get(keys.audit(last)) if last >= 0 else None
        return last, "" if blob is None else line_from_json(last, blob.body).digest


async def sealed_since(objects: Objects) -> float | None:
    """Return since when lines have been sealed with a key (epoch seconds); None if they never were."""
    async for number, blob in contents(objects, keys.audit()):
        line = line_from_json(int(number), blob.body)
        if line.action == AuditAction.AUDIT_SEALED:
            return line.at
    return None


async def put_head(objects: Objects, head: AuditHead) -> None:
    """Store the head, unless a later line has already stored a newer one."""
    body = orjson.dumps([head.count, head.digest, head.seal])
    while not await objects.create(keys.AUDIT_HEAD, body):
        blob = await objects.get(keys.AUDIT_HEAD)
        if blob is None:
            continue
        if orjson.loads(blob.body)[0] >= head.count or await objects.swap(keys.AUDIT_HEAD, body, blob.etag):
            return


def line_to_json(line: AuditLine) -> bytes:
    """Serialise a line. Its number is the object's name."""
    texts = [line.tenant, line.actor, line.action, line.subject, line.detail]
    return orjson.dumps({"at": line.at, "line": texts, "digest": line.digest})


def line_from_json(number: int, body: bytes) -> AuditLine:
    """The inverse of `line_to_json`."""
    stored = orjson.loads(body)
    tenant, actor, action, subject, detail = stored["line"]
    return AuditLine(number, stored["at"], tenant, actor, action, subject, detail, stored["digest"])
