"""Maintenance while the service runs: verify, prune, scrub, export, import, reindex.

Its modules are imported when needed, so that a command that only reads a store starts in half the time.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools.nouns.redacted import stored
from tools.nouns.scrubbed import Scrubbed, tally
from tools.ports import Embedder
from tools.tickets.sql.engine import Engine

if TYPE_CHECKING:
    from tools.text.erasing import Erasure

EMBEDDED_AT_ONCE = 64
MOST_PASSES = 5


class Upkeep(Engine):
    """The Maintenance port."""

    async def verify(self) -> list[str]:
        """Return all findings about the stored rows, read in one snapshot; empty if there are none."""
        from tools.tickets.sql.maintenance import invariants

        return await self._read(partial(invariants.findings, seal=self._seal))

    async def prune(self, resolved_before: float) -> int:
        """Drop texts and vectors of lineages resolved before a time (epoch seconds); return the number of lineages."""
        from tools.tickets.sql.maintenance import prune

        pruned = 0
        while True:
            lineages, _ = await self._change(lambda txn: prune.prune_some(txn, resolved_before))
            if lineages == 0:
                return pruned
            pruned += lineages

    async def scrub(self, erasure: "Erasure", ids: Collection[str] = (), *, dry_run: bool = False) -> Scrubbed:
        """See `Maintenance`. It repeats until nothing is left, because a sender may send the text meanwhile."""
        from tools.tickets.sql.maintenance import scrub

        found, done = await self._read(lambda sql: scrub.spots(sql, erasure, ids)), list[tuple[str, bytes]]()
        if dry_run:
            return tally([(each.name, b"") for each in found])
        for _ in range(MOST_PASSES):
            for start in range(0, len(found), scrub.AT_ONCE):
                some = found[start : start + scrub.AT_ONCE]
                done += await self._change(partial(scrub.scrub_some, erasure=erasure, some=some))
            found = await self._read(lambda sql: scrub.spots(sql, erasure, ids))
            if not found:
                break
        if done:
            await self._change(scrub.finish)
        return replace(tally(done), rewritten=await asyncio.to_thread(self._database.rewrite))

    async def erase_tenant(self, tenant: str) -> int:
        """Remove everything a tenant has; return the number of rows."""
        from tools.tickets.sql.maintenance import tenants

        return await self._change(lambda txn: tenants.erase(txn, tenant))

    async def export_jsonl(self, path: Path, *, tenant: str | None = None) -> int:
        """Write one snapshot of everything except accounts to a new file; return the number of rows.

        Raises InvalidRequest if the file cannot be created.
        """
        from tools.tickets.exports import new_file
        from tools.tickets.sql.maintenance import transfer

        file = await asyncio.to_thread(new_file, path)
        with file:
            return await self._read(lambda sql: transfer.export_jsonl(sql, file, tenant))

    async def import_jsonl(self, path: Path) -> int:
        """Fill an empty store from an export; return the number of rows. Raises Conflict or InvalidRequest."""
        from tools.tickets.exports import old_file
        from tools.tickets.sql.maintenance import transfer

        file = await asyncio.to_thread(old_file, path)
        with file:
            rows = await self._change(lambda txn: transfer.import_jsonl(txn, file))
        await self.renew_aliases()
        return rows

    async def renew_aliases(self) -> None:
        """See `Maintenance`. Other processes can write between the batches."""
        from tools.tickets.sql.maintenance import renewal

        while await self._change(renewal.renew_some):
            pass

    @asynccontextmanager
    async def reindexing(self, identity: str, *, outside: bool) -> AsyncIterator[None]:
        """Enclose a rebuild: until it ends, no embedder is accepted, even after an interruption.

        Otherwise vectors of two models could be mixed, or an `outside` index be half filled. Open the store without an
        embedder identity. After a change of embedder, restart the processes that were running.
        """
        from tools.tickets.sql.maintenance import reindex

        await self._change(lambda txn: reindex.begin(txn, identity, outside=outside))
        yield
        await self._change(lambda txn: reindex.accept(txn, identity))

    async def reindex(self, embedder: Embedder) -> int:
        """Rebuild vectors and all derived data, within `reindexing`; return the number of vectors.

        Running processes see the new vectors at once.
        """
        from tools.tickets.sql.maintenance import reindex, renewal

        await self._change(partial(renewal.renew_some, again=True))
        await self.renew_aliases()
        done, last = 0, 0
        while texts := await self._read(partial(reindex.aliases_to_embed, after=last, limit=EMBEDDED_AT_ONCE)):
            vectors = await embedder.embed([stored(text) for _, text in texts])
            fresh = {alias: vector for (alias, _), vector in zip(texts, vectors, strict=True)}
            await self._change(partial(reindex.store_vectors, vectors=fresh))
            done, last = done + len(fresh), texts[-1][0]
        await self._change(reindex.derive_the_rest)
        return done
