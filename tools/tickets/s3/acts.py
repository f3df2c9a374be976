"""What people and workers do to one ticket. Each act appends one event to its timeline."""

from collections.abc import Callable
from dataclasses import replace

import orjson

from tools.nouns.event_json import event_to_json, resolved_from_json
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Acknowledged, Amended, Comment, Feedback, GivenBack, Resolved, Unresolved
from tools.nouns.incidents import Dossier, Resolution, Status
from tools.nouns.jobs import JobKind
from tools.nouns.knowledge_json import dossier_to_json
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity
from tools.rules.effects import advised, amended, closed, happened, severity_set
from tools.rules.preconditions import (
    TicketState,
    check_amend,
    check_reopen,
    may_acknowledge,
    may_give_back,
    may_resolve,
    refuse_merged,
)
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.head_changes import apply, drop, state_of, subject_of
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.recovery import forget
from tools.tickets.s3.regrouping.recurrences import open_recurrence


async def resolve(parts: Parts, tenant: str, incident_id: str, resolution: Resolution, actor: str) -> None:
    """Resolve a ticket. Raises NotFound, or Conflict for another text or a merged ticket."""
    lineage, now = await parts.heads.of(tenant, incident_id), parts.clock()
    root = await parts.heads.merged_root(lineage, incident_id)
    last_event = (await parts.answers.tally(lineage, lineage.one(incident_id))).last or 0.0

    def close(head: Lineage) -> bool:
        if not may_resolve(state_of(head, incident_id, root), resolution):
            return False
        ticket = head.one(incident_id)
        said = resolution
        if ticket.resolved_at is not None:  # resolved by its recovery or by a machine; the time of that resolve is kept
            said = replace(said, at=ticket.resolved_at, release=said.release or ticket.fixed_release)
        resolved = closed(said, now, last_event)
        keep_resolution(ticket, resolved, now if said is resolution else ticket.closed_at or now)
        _happened(head, ticket, resolved, actor, now)
        forget(head, ticket)
        return said is resolution

    lineage, done = await parts.heads.change(tenant, lineage.id, close)
    if done and resolution.at is not None:
        await open_recurrence(parts, lineage, incident_id)


def _happened(head: Lineage, ticket: Ticket, event: EventData, actor: str, now: float) -> None:
    """Append the event to the timeline and queue its notices."""
    apply(head, ticket.id, happened(subject_of(head, ticket), event, actor, now), now)


def keep_resolution(ticket: Ticket, resolved: Resolved, closed_at: float) -> None:
    """Make the ticket RESOLVED. `closed_at`: when somebody first said so (epoch seconds)."""
    ticket.status, ticket.resolved_at, ticket.closed_at = Status.RESOLVED.value, resolved.at, closed_at
    ticket.fixed_release, ticket.resolution = resolved.release, event_to_json(resolved)


async def amend(parts: Parts, tenant: str, incident_id: str, said: Resolution, actor: str) -> None:
    """Correct the resolution. Raises NotFound, or Conflict naming the state."""
    lineage, now = await parts.heads.of(tenant, incident_id), parts.clock()
    root = await parts.heads.merged_root(lineage, incident_id)

    def change(head: Lineage) -> None:
        check_amend(state_of(head, incident_id, root))
        ticket = head.one(incident_id)
        resolved = amended(revise(ticket), said, now)
        keep_resolution(ticket, resolved, ticket.closed_at or now)
        _happened(head, ticket, Amended(said.text, said.by, resolved.release), actor, now)

    await parts.heads.change(tenant, lineage.id, change)


async def reopen(parts: Parts, tenant: str, incident_id: str, reason: Redacted, actor: str) -> None:
    """RESOLVED → OPEN, the same generation. Raises NotFound, or Conflict naming head or state."""
    lineage, now = await parts.heads.of(tenant, incident_id), parts.clock()
    root = await parts.heads.merged_root(lineage, incident_id)

    def change(head: Lineage) -> None:
        check_reopen(state_of(head, incident_id, root))
        ticket = head.one(incident_id)
        revise(ticket)
        ticket.status, ticket.resolved_at, ticket.closed_at = Status.OPEN.value, None, None
        ticket.fixed_release = ticket.resolution = None
        _happened(head, ticket, Unresolved(reason), actor, now)

    await parts.heads.change(tenant, lineage.id, change)


def revise(ticket: Ticket) -> Resolved:
    """Store the resolution that is about to be replaced among the revisions."""
    stored = ticket.resolution or {}
    ticket.revisions.append(stored)
    return resolved_from_json(stored)


async def acknowledge(parts: Parts, tenant: str, incident_id: str, actor: str) -> None:
    """OPEN → ACKNOWLEDGED; a repeat changes nothing. Raises Conflict if the ticket is not live."""
    await _move(parts, (tenant, incident_id, actor), may_acknowledge, Status.ACKNOWLEDGED, Acknowledged())


async def give_back(parts: Parts, tenant: str, incident_id: str, actor: str) -> None:
    """ACKNOWLEDGED → OPEN; a repeat changes nothing. Raises Conflict if the ticket is not live."""
    await _move(parts, (tenant, incident_id, actor), may_give_back, Status.OPEN, GivenBack())


async def _move(
    parts: Parts,
    act: tuple[str, str, str],
    may: Callable[[TicketState], bool],
    to: Status,
    event: Acknowledged | GivenBack,
) -> None:
    """Change the status. `act`: tenant, ticket and actor. An event is appended only if the status changes."""
    tenant, incident_id, actor = act
    lineage, now = await parts.heads.of(tenant, incident_id), parts.clock()
    root = await parts.heads.merged_root(lineage, incident_id)

    def change(head: Lineage) -> None:
        if may(state_of(head, incident_id, root)):
            ticket = head.one(incident_id)
            ticket.status = to.value
            _happened(head, ticket, event, actor, now)

    await parts.heads.change(tenant, lineage.id, change)


async def set_severity(
    parts: Parts, tenant: str, incident_id: str, severity: Severity, reason: Redacted, actor: str
) -> None:
    """Set the severity; setting the same severity changes nothing. Raises NotFound, or Conflict for a merged ticket."""
    lineage, now = await parts.heads.of(tenant, incident_id), parts.clock()
    root = await parts.heads.merged_root(lineage, incident_id)

    def change(head: Lineage) -> None:
        refuse_merged(state_of(head, incident_id, root))
        said = severity_set(subject_of(head, head.one(incident_id)), severity, reason, actor, now)
        apply(head, incident_id, said, now)

    await parts.heads.change(tenant, lineage.id, change)


async def say(parts: Parts, tenant: str, incident_id: str, said: Comment | Feedback, actor: str) -> None:
    """Append a comment or feedback. Every ticket accepts them, also a merged or resolved one."""
    lineage, now = await parts.heads.of(tenant, incident_id), parts.clock()
    await parts.heads.change(tenant, lineage.id, lambda head: head.event(incident_id, now, actor, said))


async def save_advice(
    parts: Parts, tenant: str, incident_id: str, dossier: Dossier, *, again: bool, actor: str
) -> bool:
    """Store the dossier under the next number and queue the notice that it is ready. False: there is one already."""
    lineage, now = await parts.heads.of(tenant, incident_id), parts.clock()
    number, body = lineage.one(incident_id).advice + 1, orjson.dumps(dossier_to_json(dossier))
    while not await parts.objects.create(keys.advice(tenant, incident_id, number), body):
        number += 1

    def keep(head: Lineage) -> bool:
        ticket = head.one(incident_id)
        drop(head, incident_id, JobKind.ADVISE)
        if ticket.advice and not again:
            return False
        ticket.advice = number
        apply(head, incident_id, advised(subject_of(head, ticket), dossier.advice, actor, now, again=again), now)
        return True

    return (await parts.heads.change(tenant, lineage.id, keep))[1]
