"""Jobs are stored in the head whose change caused them; marks outside only say where to look."""

from collections.abc import Sequence
from dataclasses import asdict

import orjson

from tools.errors import NotFound, StoreUnavailable
from tools.ids import ulid_time
from tools.nouns.jobs import CLEARS, Backlog, Job, JobKind, job_from_json
from tools.rules.effects import Source
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import PortSlice
from tools.tickets.s3.problem.head_changes import announce_first
from tools.tickets.s3.problem.lineage import Lineage, QueuedJob


class Outbox(PortSlice):
    """Leases and ends jobs. A job id is `{kind}/{name of its mark}`."""

    async def jobs(self, kinds: Sequence[JobKind], limit: int, lease: float, ahead: float = 0.0) -> list[Job]:
        """Lease due jobs, oldest first. If S3 fails half-way, the jobs leased until then are returned."""
        names = [(each.name, kind) for kind in kinds async for each in self._parts.objects.names(keys.job(kind))]
        taken: list[Job] = []
        for name, kind in sorted(names):
            if len(taken) == limit:
                break
            try:
                job = await self._take(kind, name, lease, ahead)
            except StoreUnavailable:
                if not taken:
                    raise
                break
            if job is not None:
                taken.append(job)
        return taken

    async def finish(self, job_id: str, *, retry_at: float | None = None, error: str = "") -> None:
        """Delete a finished job, or have it retried later. A job that no longer exists is no error."""
        kind, _, name = job_id.partition("/")
        where = await self._where(kind, name)
        if where is None:
            return

        def change(head: Lineage) -> None:
            job = head.jobs.get(name)
            if job is not None and retry_at is not None:
                job.due, job.leased_until, job.leased_at, job.error = retry_at, None, None, error[:500]
            elif job is not None:
                del head.jobs[name]
                _ended(head, job, self._parts.clock())

        await self._parts.heads.change(*where, change)

    async def backlog(self) -> dict[JobKind, Backlog]:
        """Count the jobs from the names of marks alone, which start with the time."""
        names = {kind: [each.name async for each in self._parts.objects.names(keys.job(kind))] for kind in JobKind}
        return {kind: Backlog(len(found), _queued_at(found[0])) for kind, found in names.items() if found}

    async def _take(self, kind: JobKind, name: str, seconds: float, ahead: float) -> Job | None:
        now = self._parts.clock()
        where = await self._where(kind, name)
        if where is None:
            return None

        def change(head: Lineage) -> QueuedJob | None:
            job = head.jobs.get(name)
            if job is None or not _due(job, now, ahead) or not _is_its_turn(head, name, job):
                return None
            job.attempts, job.leased_at, job.leased_until = job.attempts + 1, now, now + seconds
            return job

        try:
            head, job = await self._parts.heads.change(*where, change)
        except NotFound:
            return None
        return None if job is None else job_from_json(f"{kind}/{name}", head.tenant, job.ticket, asdict(job))

    async def _where(self, kind: str, name: str) -> tuple[str, str] | None:
        """The tenant and lineage that a mark leads to."""
        mark = await self._parts.objects.get(keys.job(kind, name))
        if mark is None:
            return None
        tenant, lineage = orjson.loads(mark.body)
        return tenant, lineage


def _queued_at(name: str) -> float:
    return ulid_time(name)


def _is_its_turn(head: Lineage, name: str, job: QueuedJob) -> bool:
    """Return True if no earlier notice of the ticket waits: its notices are sent one after the other, in order."""
    if job.kind is not JobKind.NOTIFY:
        return True
    return not any(
        other < name and (each.kind, each.ticket) == (job.kind, job.ticket) for other, each in head.jobs.items()
    )


def _due(job: QueuedJob, now: float, ahead: float) -> bool:
    """True if a job is due. A lease far in the future counts as ended.

    A clock was set back in that case, while a small difference is another machine's clock. The same holds for timers.
    """
    leased = (
        job.leased_at is not None
        and job.leased_until is not None
        and job.leased_at - keys.CLOCK_SKEW_SECONDS <= now < job.leased_until
    )
    set_later = job.leased_at is not None and job.leased_at - keys.CLOCK_SKEW_SECONDS > now
    return (job.due <= now + ahead or set_later) and not leased


def _ended(head: Lineage, job: QueuedJob, now: float) -> None:
    """Clear the ticket's pending bits that a finished job stood for, whatever its result."""
    ticket = head.ticket(job.ticket)
    if job.kind is JobKind.MATCH:
        announce_first(head, Source(job.request_id, job.fingerprint), now)
    others = any((each.kind, each.ticket) == (job.kind, job.ticket) for each in head.jobs.values())
    if ticket is not None and not others:
        ticket.pending &= ~CLEARS.get(job.kind, 0)
