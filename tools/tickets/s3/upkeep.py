"""The Maintenance port, except `reindexing`, which the store itself guards."""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path

from tools.nouns.accounts import AuditHead
from tools.nouns.scrubbed import Scrubbed
from tools.text.erasing import Erasure
from tools.tickets.exports import new_file, old_file
from tools.tickets.s3.maintenance.prune import prune
from tools.tickets.s3.maintenance.renewal import renew
from tools.tickets.s3.maintenance.scrub import scrub
from tools.tickets.s3.maintenance.tenants import erase
from tools.tickets.s3.maintenance.transfer import export_jsonl, import_jsonl
from tools.tickets.s3.maintenance.verify import audit_findings, verify
from tools.tickets.s3.parts import PortSlice


class Upkeep(PortSlice):
    """Checks, prunes, exports and imports a bucket."""

    async def prune(self, resolved_before: float) -> int:
        """Drop the texts and vectors of lineages resolved before a time (epoch seconds). Returns how many lineages."""
        return await prune(self._parts, resolved_before)

    async def scrub(self, erasure: Erasure, ids: Collection[str] = (), *, dry_run: bool = False) -> Scrubbed:
        """See `Maintenance`. Older versions of objects stay, if the bucket keeps them."""
        return await scrub(self._parts, erasure, ids, dry_run=dry_run)

    async def erase_tenant(self, tenant: str) -> int:
        """Delete everything of a tenant. Returns how many objects."""
        return await erase(self._parts, tenant)

    async def export_jsonl(self, path: Path, *, tenant: str | None = None) -> int:
        """Write everything but accounts to a new file. Returns the number of objects. Raises InvalidRequest.

        It is no snapshot: reports that arrive in the meantime may be missing.
        """
        with await asyncio.to_thread(new_file, path) as file:
            return await export_jsonl(self._parts, file, tenant)

    async def import_jsonl(self, path: Path) -> int:
        """Fill an empty store from an export of this or the embedded store. Returns its number of lines.

        Raises Conflict or InvalidRequest.
        """
        with await asyncio.to_thread(old_file, path) as file:
            lines = await import_jsonl(self._parts, file)
        await renew(self._parts, again=True)
        return lines

    async def renew_aliases(self) -> None:
        """See `Maintenance`. If processes of an older build go on running, `reindex` renews what they add."""
        await renew(self._parts)

    async def verify(self) -> list[str]:
        """All findings about the bucket; empty if all is well."""
        return await verify(self._parts)

    async def verify_audit(self, anchors: Sequence[AuditHead] = ()) -> list[str]:
        """The findings about the audit log alone, also compared with heads that were stored elsewhere."""
        return await audit_findings(self._parts, anchors)
