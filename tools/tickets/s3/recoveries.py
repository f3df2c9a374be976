"""Records reported ends: activations that end, tickets that recover, and recoveries without a match."""

from collections.abc import Sequence
from functools import partial

import orjson

from tools.ids import new_ulid
from tools.nouns.activations import (
    Activation,
    AlertKey,
    EndKind,
    Recovery,
    RecoveryDue,
    RecoveryOutcome,
    UnmatchedRecovery,
)
from tools.nouns.incidents import Page, Status
from tools.nouns.redacted import stored
from tools.rules.activations import named_by, overdue
from tools.rules.effects import happened
from tools.rules.recovery import SYSTEM_RECOVERY, Occasion, closed_by_recovery, due
from tools.tickets.s3.acts import keep_resolution
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import PortSlice
from tools.tickets.s3.problem.alerts import keep_unmatched
from tools.tickets.s3.problem.firings import Known, end_and_judge, end_in, known_of, of_problems
from tools.tickets.s3.problem.head_changes import apply, subject_of
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.recovery import Merged, family, forget, held_by, judge, merged_into
from tools.tickets.s3.problem.shown_reports import shown_heads
from tools.tickets.shared.pages import cursor_after, place_behind


class Recoveries(PortSlice):
    """The TicketStore port's methods for alerts that end."""

    async def recover(self, recovery: Recovery) -> RecoveryOutcome:
        """End the activation that a sender reports as over; a repeat changes nothing.

        The end is written to the alert first, so that a firing which is being counted now finds it when it reads the
        alert again.
        """
        parts = self._parts
        alert, fresh = await parts.alerts.change(recovery.alert, lambda found: found.tell(recovery))
        known = await known_of(parts, recovery.alert, alert)
        named = named_by(recovery, [each.activation for each in known])
        speaks_of = [each for each in known if each.activation in named and each.keeper is not None]
        if recovery.starts_at is None and len(of_problems(speaks_of)) > 1:
            speaks_of = []  # one key for several problems: nothing says which of them is over
        if fresh and not named and (recovery.starts_at is not None or not known):
            await keep_unmatched(parts.objects, recovery, new_ulid(recovery.received_at))
        return await self._end(recovery, speaks_of)

    async def firing_on(self, alert: AlertKey) -> str | None:
        """The ticket that the alert is firing on now, or what it was merged into."""
        known = await known_of(self._parts, alert, await self._parts.alerts.load(alert))
        firing = next((each for each in known if each.activation.end is None and each.keeper is not None), None)
        if firing is None or firing.keeper is None:
            return None
        root = await self._parts.heads.root(alert.tenant, firing.keeper.id)
        return root.head.id if firing.keeper.id != root.id else firing.activation.incident_id

    async def _end(self, recovery: Recovery, speaks_of: Sequence[Known]) -> RecoveryOutcome:
        parts, tenant = self._parts, recovery.alert.tenant
        changed, over, incident_id = False, False, None
        for each in speaks_of:
            if each.keeper is None:
                continue
            now_over, all_over = await end_and_judge(parts, each.keeper, each.activation.request_id, recovery)
            root = await parts.heads.root(tenant, each.keeper.id)
            over |= all_over and now_over
            if incident_id is None or (now_over and not changed):
                merged = each.keeper.id != root.id
                incident_id = root.head.id if merged else each.activation.incident_id
            changed |= now_over
        return RecoveryOutcome(incident_id, changed, over)

    async def recovery_due(self, job_id: str) -> RecoveryDue:
        """Resolve the ticket of a RECOVER job if it is still recovering, and delete the job in the same swap."""
        where, name = await self._head_of(job_id)
        if where is None:
            return RecoveryDue.GONE
        while True:
            held = await self._parts.heads.load(*where)
            if held is None or name not in held.lineage.jobs:
                return RecoveryDue.GONE
            lineage = held.lineage
            ticket = lineage.one(lineage.jobs[name].ticket)
            merged = await merged_into(self._parts, lineage, ticket)
            now = self._parts.clock()
            _, found = await self._parts.heads.change(*where, partial(_close, name=name, merged=merged, now=now))
            if found is not None:
                return found

    async def expire(self, job_id: str, accepting_for: float) -> float | None:
        """End activations on the ticket of an EXPIRE job that were not repeated in time. Returns when to look again."""
        where, name = await self._head_of(job_id)
        held = None if where is None else await self._parts.heads.load(*where)
        if held is None or name not in held.lineage.jobs:
            return None
        lineage, now, changed = held.lineage, self._parts.clock(), False
        rest: list[float] = []
        for head, ticket in await shown_heads(self._parts, lineage, lineage.one(lineage.jobs[name].ticket)):
            for each in head.firings(ticket.id):
                if each.expires_at is None or each.end is not None:
                    continue
                if not overdue(each, now, accepting_for):
                    rest.append(each.expires_at)
                    continue
                told = Recovery(each.alert, each.dedup_key, now, each.starts_at, each.expires_at)
                changed |= await end_in(self._parts, head, each.request_id, told, EndKind.EXPIRED)
        if not rest:
            await self._parts.heads.change(lineage.tenant, lineage.id, lambda head: head.jobs.pop(name, None))
        if changed:
            await judge(self._parts, lineage, Occasion.ENDED)
        return min(rest, default=None)

    async def activations(self, tenant: str, incident_id: str) -> Sequence[Activation]:
        """The firings on a ticket and on everything merged into it, oldest first. Raises NotFound."""
        lineage = await self._parts.heads.of(tenant, incident_id)
        heads = await shown_heads(self._parts, lineage, lineage.one(incident_id))
        found = [each for head, ticket in heads for each in head.firings(ticket.id)]
        return sorted(found, key=lambda each: (each.received_at, each.request_id))

    async def unmatched_recoveries(
        self, tenant: str, limit: int = 50, cursor: str | None = None
    ) -> Page[UnmatchedRecovery]:
        """Recoveries that matched nothing when they arrived, newest first."""
        after = "" if cursor is None else place_behind(cursor, str)
        names: list[str] = []
        async for each in self._parts.objects.names(keys.unmatched(tenant), after=after):
            names.append(each.name)
            if len(names) > limit:
                break
        more, names = len(names) > limit, names[:limit]
        blobs = [(name, await self._parts.objects.get(keys.unmatched(tenant, name))) for name in names]
        found = tuple(_unmatched(name, blob.body) for name, blob in blobs if blob is not None)
        return Page(found, len(found), cursor_after(names[-1]) if more else None)

    async def _head_of(self, job_id: str) -> tuple[tuple[str, str] | None, str]:
        """The tenant and lineage of a job, and its name in their head."""
        kind, _, name = job_id.partition("/")
        mark = await self._parts.objects.get(keys.job(kind, name))
        if mark is None:
            return None, name
        tenant, lineage = orjson.loads(mark.body)
        return (tenant, lineage), name


def _close(head: Lineage, *, name: str, merged: Merged, now: float) -> RecoveryDue | None:
    """Resolve the ticket within the swap. None: something was merged or split in the meantime."""
    job = head.jobs.get(name)
    if job is None:
        return RecoveryDue.GONE
    ticket = head.one(job.ticket)
    if held_by(head, ticket) != merged.lineages:
        return None
    facts = family(head, ticket, merged)
    found = due(Status(ticket.status), ticket.recovery, facts, ticket.pending)
    if found is RecoveryDue.WAITS:
        return found
    forget(head, ticket)
    head.jobs.pop(name, None)
    if found is RecoveryDue.RESOLVED and facts.last_end is not None:
        resolved, event = closed_by_recovery(facts.last_end)
        keep_resolution(ticket, resolved, now)
        apply(head, ticket.id, happened(subject_of(head, ticket), event, SYSTEM_RECOVERY, now), now)
    return found


def _unmatched(name: str, body: bytes) -> UnmatchedRecovery:
    said = orjson.loads(body)
    texts = {field: stored(said[field]) for field in ("dedup_key", "service", "text")}
    return UnmatchedRecovery(seq=name, **said | texts)
