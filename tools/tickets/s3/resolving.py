"""RESOLVE of the protocol, and what came after a backdated resolve: it opens the regression at once."""

import math
from collections.abc import Sequence

from tools.nouns.incidents import Resolution, Status
from tools.nouns.policy import Policy
from tools.rules.lifecycle import Generation
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem import acts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import Entry
from tools.tickets.s3.problem.outstanding import add_generation, subject_of
from tools.tickets.s3.regrouping.grouping import plan_moves
from tools.tickets.shared.stored_rows import comes_after, open_regression


async def resolve(parts: Parts, tenant: str, incident_id: str, resolution: Resolution, actor: str) -> None:
    """Close it. Raises NotFound, or Conflict for another `by` or a merged ticket."""
    now = parts.clock()
    lineage = await parts.heads.of(tenant, incident_id)
    root = await merged_root(parts, lineage, incident_id)
    last = (await parts.answering.tally(lineage, lineage.one(incident_id))).last or 0.0
    lineage, closed = await parts.heads.change(
        tenant,
        lineage.id,
        lambda head: acts.close(head, incident_id, resolution, actor, now, last, root),
    )
    if closed and resolution.at is not None:
        await open_recurrence(parts, lineage, incident_id)


async def open_recurrence(parts: Parts, lineage: Lineage, incident_id: str) -> None:
    """Show what came after the stated resolve on a new generation. Safe to repeat: it moves what is still there."""
    ticket, policy = lineage.one(incident_id), parts.policy
    resolved = Generation(ticket.id, ticket.number, Status.RESOLVED, ticket.resolved_at, ticket.fixed_release)
    closed_at = math.inf if ticket.closed_at is None else ticket.closed_at
    later = [
        each
        for each in await parts.grouping.shown(lineage, ticket)
        if comes_after(each, resolved, policy, stored_after=each["received_at"] > closed_at)
    ]
    if not later or lineage.head.id != incident_id:
        return
    now = parts.clock()
    head, _ = await parts.heads.change(
        lineage.tenant, lineage.id, lambda head: _plan(head, incident_id, later, policy, now)
    )
    await parts.grouping.finish(head)


async def merged_root(parts: Parts, lineage: Lineage, incident_id: str) -> str | None:
    """Where a merged ticket ended up; None for one that was not merged."""
    if lineage.one(incident_id).merged_into is None:
        return None
    return (await parts.heads.root(lineage.tenant, lineage.id)).head.id


def _plan(head: Lineage, incident_id: str, later: Sequence[Entry], policy: Policy, now: float) -> None:
    """Open the regression, or use the one that another report opened meanwhile, and plan the moves to it."""
    if head.head.id == incident_id:
        opened = open_regression(subject_of(head, head.head), head.head.release, later, policy, now)
        add_generation(head, *opened, now)
    head.moves += plan_moves(later, head.head.number, now)
