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
    """Checks, slims and carries a bucket."""

    async def prune(self, resolved_before: float) -> int:
        """Drop the texts and vectors of lineages resolved before a time (epoch seconds); returns how many lineages."""
        return await prune(self._parts, resolved_before)

    async def scrub(self, erasure: Erasure, ids: Collection[str] = (), *, dry_run: bool = False) -> Scrubbed:
        """See `Maintenance`. Older versions of objects, if the bucket keeps them, stay."""
        return await scrub(self._parts, erasure, ids, dry_run=dry_run)

    async def erase_tenant(self, tenant: str) -> int:
        """Remove all that a tenant has; returns how many objects."""
        return await erase(self._parts, tenant)

    async def export_jsonl(self, path: Path, *, tenant: str | None = None) -> int:
        """Write everything but accounts to a new file; returns the number of objects. Raises InvalidRequest.

        No snapshot: what is reported meanwhile may be missing from it.
        """
        with await asyncio.to_thread(new_file, path) as file:
            return await export_jsonl(self._parts, file, tenant)

    async def import_jsonl(self, path: Path) -> int:
        """Fill an empty store from an export of this or of the embedded one; returns how many lines it had.

        Raises Conflict or InvalidRequest.
        """
        with await asyncio.to_thread(old_file, path) as file:
            lines = await import_jsonl(self._parts, file)
        await renew(self._parts, again=True)
        return lines

    async def renew_aliases(self) -> None:
        """See `Maintenance`. Processes of an older build that run on may add to it: then `reindex` does the rest."""
        await renew(self._parts)

    async def verify(self) -> list[str]:
        """All findings about the bucket; empty if all is well."""
        return await verify(self._parts)

    async def verify_audit(self, anchors: Sequence[AuditHead] = ()) -> list[str]:
        """The findings about the audit log alone, also against heads that were kept elsewhere."""
        return await audit_findings(self._parts, anchors)
