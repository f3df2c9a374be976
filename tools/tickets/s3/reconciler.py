"""Finishes what a crash left half done: merges, moves, openings. Every repair is a step of the protocol itself."""

from collections.abc import Mapping

import orjson
from ulid import ULID

from tools.rules.lifecycle import recurrence_severity
from tools.tickets.s3 import keys
from tools.tickets.s3.becoming import finish_becoming
from tools.tickets.s3.lineage import Lineage
from tools.tickets.s3.merging import JUDGED, SYSTEM
from tools.tickets.s3.outbox import sweep_marks
from tools.tickets.s3.outstanding import MATCH
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.rematching import Rematching
from tools.types import Candidates, Policy

LEASE_SECONDS = 120.0
PATIENCE_SECONDS = 30.0
"""How old something unfinished must be: its own process is probably still at it before that."""


class Reconciler:
    """One pass repairs everything older than `patience`; a lease lets one process at a time do it."""

    def __init__(self, parts: Parts, rematching: Rematching) -> None:
        self._parts = parts
        self._rematching = rematching
        self._name = str(ULID())

    async def run(self, patience: float = PATIENCE_SECONDS) -> Mapping[str, int]:
        """What was repaired, by kind; empty when another process holds the lease."""
        if not await self._lease():
            return {}
        old = self._parts.clock() - patience
        done = {"merges": 0, "moves": 0, "openings": 0}
        for tenant, lineage in await self._marked(keys.unfinished()):
            held = await self._parts.heads.load(tenant, lineage)
            if held is None or not (held.lineage.announced or held.lineage.moves):
                await self._parts.objects.delete(keys.unfinished(lineage))
                continue
            done["moves"] += len(held.lineage.moves)
            await self._parts.grouping.finish(held.lineage)
            for loser, since in held.lineage.announced.items():
                if since <= old:
                    await self._settle(held.lineage, loser)
                    done["merges"] += 1
        done["openings"] = await self._finish_openings()
        done["marks"] = await sweep_marks(
            self._parts.objects, self._parts.heads, str(ULID.from_timestamp(max(old, 0.0)))
        )
        return done

    async def _lease(self) -> bool:
        now, key = self._parts.clock(), keys.lease("reconciler")
        mine = orjson.dumps({"holder": self._name, "at": now})
        blob = await self._parts.objects.get(key)
        if blob is None:
            return await self._parts.objects.create(key, mine)
        held = orjson.loads(blob.body)
        free = held["holder"] == self._name or abs(now - held["at"]) > LEASE_SECONDS
        return free and await self._parts.objects.swap(key, mine, blob.etag)

    async def _marked(self, folder: str) -> list[tuple[str, str]]:
        """The (tenant, lineage) pairs that the marks of a folder lead to."""
        found = []
        async for each in self._parts.objects.names(folder):
            blob = await self._parts.objects.get(folder + each.name)
            if blob is not None:
                tenant, lineage = orjson.loads(blob.body)
                found.append((tenant, lineage))
        return found

    async def _settle(self, winner: Lineage, loser: str) -> None:
        """An announced merge: finish it, or undo it when it may not be or never got further."""
        tenant, merging = winner.tenant, self._parts.merging
        taken = await self._parts.heads.load(tenant, loser)
        if taken is None or taken.lineage.into != winner.id:
            if taken is not None:
                await self._parts.heads.change(tenant, loser, _touch)
            await merging.withdraw(tenant, loser, winner.id)
        elif taken.lineage.became:
            severity = recurrence_severity(taken.lineage.head.worst, Policy())
            decision = {"method": "semantic", "reason": JUDGED}
            await finish_becoming(self._parts, taken.lineage, winner.id, severity, decision)
        elif await merging.apart(tenant, loser, winner.id):
            await merging.release(tenant, loser, winner.id)
        else:
            await merging.confirm(tenant, loser, winner.id, JUDGED, SYSTEM)

    async def _finish_openings(self) -> int:
        """Problems whose process died before they were compared with their rivals: their match job's lease ran out."""
        finished = 0
        for tenant, lineage in await self._marked(keys.job(MATCH)):
            held = await self._parts.heads.load(tenant, lineage)
            jobs = held.lineage.jobs.values() if held else ()
            job = next((each for each in jobs if each["kind"] == MATCH), None)
            if job is None or job["leased_until"] is None or job["leased_until"] > self._parts.clock():
                continue
            alias = await self._parts.aliases.load(tenant, job["fingerprint"])
            if alias is not None and alias.vector:
                found = Candidates(0, alias.vector_bytes())
                await self._rematching.rematch(tenant, alias.fingerprint, found, Policy())
                finished += 1
        return finished


def _touch(head: Lineage) -> None:
    """A new version: whoever stalled between reading the loser and taking it has lost its race."""
    head.version += 1
