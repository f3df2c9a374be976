"""Finishes merges, moves and openings that a crash interrupted. Every repair is a step of the protocol itself."""

from collections.abc import Mapping

import orjson

from tools.nouns import pending
from tools.nouns.decisions import JUDGED
from tools.nouns.jobs import JobKind
from tools.nouns.reports import Candidates
from tools.rules import decisions
from tools.rules.effects import SYSTEM
from tools.tickets.s3.deferred_match import rematch
from tools.tickets.s3.maintenance.sweep import correct_mark, sweep, sweep_jobs
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.lease import Lease, Turn
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.merge_protocol import apart, confirm, release, withdraw
from tools.tickets.s3.problem.shown_reports import finish_moves
from tools.tickets.s3.regrouping.next_generation import finish_becoming

MIN_AGE_SECONDS = 30.0
"""The minimum age of unfinished work. Before that, the process that began it is probably still running."""

MIN_INTERVAL_SECONDS, SWEEP_INTERVAL_SECONDS = 45.0, 24 * 3600.0
"""The minimum time between two passes, and between two sweeps, of all processes together."""

Marked = tuple[str, float, str, str]


class Reconciler:
    """One pass repairs what is older than `min_age`. A lease admits one process at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lease = Lease(parts.objects, parts.clock, keys.lease("reconciler"))

    async def run(self, min_age: float = MIN_AGE_SECONDS, *, thorough: bool = False) -> Mapping[str, int]:
        """Return the repairs by kind; empty if another process runs a pass, or ran one a moment ago.

        `thorough`: ignore the interval, and sweep every object of the bucket now.
        """
        began = self._parts.clock()
        last = await self._lease.take(0.0 if thorough else MIN_INTERVAL_SECONDS)
        if last is None:
            return {}
        old, swept = began - min_age, last.thorough_at
        done = await self._finish_marked(old)
        if thorough or abs(began - swept) > SWEEP_INTERVAL_SECONDS:
            done |= await sweep(self._parts, old)
            swept = began
        else:
            done["marks"] = await sweep_jobs(self._parts, old)
        done["openings"] = await self._finish_openings()
        await self._lease.release(Turn(at=began, thorough_at=swept))
        return done

    async def _finish_marked(self, old: float) -> dict[str, int]:
        """Finish the merges that were announced and the moves that were planned."""
        done = {"merges": 0, "moves": 0}
        for key, modified, tenant, lineage in await self._marked(keys.UNFINISHED):
            held = await self._parts.heads.load(tenant, lineage)
            if held is None or not (held.lineage.announced or held.lineage.moves):
                if modified < old:
                    await correct_mark(self._parts, key, tenant, lineage)
                continue
            done["moves"] += len(held.lineage.moves)
            await finish_moves(self._parts, held.lineage)
            for loser, since in held.lineage.announced.items():
                if since <= old:
                    await self._finish_merge(held.lineage, loser)
                    done["merges"] += 1
        return done

    async def _marked(self, folder: str) -> list[Marked]:
        """The (mark, its time, tenant, lineage) of each mark in a folder."""
        found = []
        async for each in self._parts.objects.names(folder):
            blob = await self._parts.objects.get(folder + each.name)
            if blob is not None:
                tenant, lineage = orjson.loads(blob.body)
                found.append((folder + each.name, each.modified, tenant, lineage))
        return found

    async def _finish_merge(self, winner: Lineage, loser: str) -> None:
        """Finish an announced merge, or undo it if it is not allowed or never got further than the announcement."""
        tenant, parts = winner.tenant, self._parts
        taken = await self._parts.heads.load(tenant, loser)
        if taken is None or taken.lineage.into != winner.id:
            if taken is not None:
                await self._parts.heads.change(tenant, loser, _touch)
            await withdraw(parts, tenant, loser, winner.id)
        elif taken.lineage.became:
            await finish_becoming(self._parts, taken.lineage, winner.id, decisions.cut_off(winner.head.id))
        elif await apart(parts, tenant, loser, winner.id):
            await release(parts, tenant, loser, winner.id)
        else:
            await confirm(parts, tenant, loser, winner.id, JUDGED, SYSTEM)

    async def _finish_openings(self) -> int:
        """Compare new problems with their rivals if the process that opened them died before it did.

        A problem that still waits for its search is left to a worker, because only the newest vectors are listed here.
        """
        finished = 0
        for _, _, tenant, lineage in await self._marked(keys.job(JobKind.MATCH)):
            held = await self._parts.heads.load(tenant, lineage)
            if held is None or held.lineage.tickets[0].pending & pending.SEMANTIC:
                continue
            job = next((each for each in held.lineage.jobs.values() if each.kind is JobKind.MATCH), None)
            if job is None or job.leased_until is None or job.leased_until > self._parts.clock():
                continue
            alias = await self._parts.aliases.load(tenant, job.fingerprint)
            if alias is not None and alias.vector:
                found = Candidates(0, alias.vector_bytes())
                await rematch(self._parts, tenant, alias.fingerprint, found)
                finished += 1
        return finished


def _touch(head: Lineage) -> None:
    """Write a new version, so that a process that stalled between reading and taking the loser loses its race."""
    head.version += 1
