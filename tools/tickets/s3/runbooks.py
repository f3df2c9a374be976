"""Runbook documents and their sections. A tenant's own document replaces a shared one (tenant "") with the same id."""

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson

from tools.errors import NotFound
from tools.nouns.knowledge import SHARED_TENANT, Runbook, SectionRow
from tools.nouns.knowledge_json import row_from_json, row_to_json
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Name, Objects


@dataclass(frozen=True, slots=True)
class Document:
    """One object of the bucket: a runbook with its sections. A `hidden` one hides a shared one from its tenant."""

    runbook: Runbook
    rows: Sequence[SectionRow]
    hidden: bool = False

    def to_bytes(self) -> bytes:
        """Serialise it; vectors are base64."""
        sections = [[row_to_json(row), base64.b64encode(row.vector).decode()] for row in self.rows]
        return orjson.dumps({"runbook": asdict(self.runbook), "sections": sections, "hidden": self.hidden})

    @classmethod
    def from_bytes(cls, body: bytes) -> "Document":
        """The inverse of `to_bytes`."""
        found = orjson.loads(body)
        rows = [row_from_json(section, base64.b64decode(vector)) for section, vector in found["sections"]]
        return cls(Runbook(**found["runbook"]), rows, found["hidden"])


class Runbooks:
    """The RunbookStore port. Documents are cached by version: a search without changes reads only two counters."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._kept: dict[str, tuple[str, Document]] = {}

    async def put_runbook(self, tenant: str, runbook: Runbook, rows: Sequence[SectionRow]) -> None:
        """Store a document with its sections and their vectors, in place of the older version."""
        await self._write(tenant, Document(runbook, rows))

    async def delete_runbook(self, tenant: str, runbook_id: str) -> None:
        """Delete a document, or hide a shared one from this tenant. Raises NotFound."""
        runbook = await self.runbook(tenant, runbook_id)
        await self._write(tenant, Document(runbook, (), hidden=True))

    async def runbook(self, tenant: str, runbook_id: str) -> Runbook:
        """One document. Raises NotFound."""
        for owner in (tenant, SHARED_TENANT):
            blob = await self._objects.get(keys.runbook(owner, runbook_id))
            if blob is not None:
                found = Document.from_bytes(blob.body)
                if not found.hidden:
                    return found.runbook
                break
        raise NotFound(f"no runbook {runbook_id[:200]!r}")

    async def runbooks(self, tenant: str) -> Sequence[Runbook]:
        """All documents that the tenant sees, by id."""
        return [document.runbook for document in await self._seen(tenant)]

    async def sections(self, tenant: str, after: int) -> tuple[int, Sequence[SectionRow]]:
        """(sequence, all sections that the tenant sees) if something changed after `after`, else (after, [])."""
        newest = sum(await asyncio.gather(*(self._version(each) for each in {tenant, SHARED_TENANT})))
        if newest <= after:
            return after, []
        return newest, [row for document in await self._seen(tenant) for row in document.rows]

    async def _seen(self, tenant: str) -> list[Document]:
        """The tenant's own documents and the shared ones that they neither replace nor hide, by id."""
        shared, own = await asyncio.gather(self._documents(SHARED_TENANT), self._documents(tenant))
        seen = shared | own
        return [seen[name] for name in sorted(seen) if not seen[name].hidden]

    async def _documents(self, tenant: str) -> dict[str, Document]:
        names = [each async for each in self._objects.names(keys.runbook(tenant))]
        found = await asyncio.gather(*(self._document(keys.runbook(tenant), each) for each in names))
        return {each.runbook.runbook_id: each for each in found if each is not None}

    async def _document(self, folder: str, name: Name) -> Document | None:
        key = folder + name.name
        kept = self._kept.get(key)
        if kept is not None and kept[0] == name.etag:
            return kept[1]
        blob = await self._objects.get(key)
        if blob is None:
            return None
        self._kept[key] = (blob.etag, Document.from_bytes(blob.body))
        return self._kept[key][1]

    async def _write(self, tenant: str, document: Document) -> None:
        """Write the document, then the version, so that a search that sees the new version sees the document."""
        await self._objects.put(keys.runbook(tenant, document.runbook.runbook_id), document.to_bytes())
        key = keys.runbook_version(tenant)
        while True:
            blob = await self._objects.get(key)
            version = 1 if blob is None else int(blob.body) + 1
            body = str(version).encode()
            if blob is None and await self._objects.create(key, body):
                return
            if blob is not None and await self._objects.swap(key, body, blob.etag):
                return

    async def _version(self, tenant: str) -> int:
        blob = await self._objects.get(keys.runbook_version(tenant))
        return 0 if blob is None else int(blob.body)
