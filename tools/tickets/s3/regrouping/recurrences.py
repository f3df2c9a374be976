"""Occurrences that came after their ticket's resolve open the regression at once."""

import math
from collections.abc import Sequence

from tools.nouns.incidents import Status
from tools.nouns.policy import Policy
from tools.rules.lifecycle import Generation
from tools.rules.recovery import Occasion
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.head_changes import add_generation, subject_of
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.problem.recovery import judge
from tools.tickets.s3.problem.shown_reports import finish_moves, plan_moves, recount_keyless, shown
from tools.tickets.shared.stored_reports import comes_after, open_regression


async def open_recurrence(parts: Parts, lineage: Lineage, incident_id: str) -> None:
    """Show the reports after the stated resolve on a new generation. A repeat moves only those that are still there."""
    ticket, policy = lineage.one(incident_id), parts.policy
    resolved = Generation(ticket.id, ticket.number, Status.RESOLVED, ticket.resolved_at, ticket.fixed_release)
    closed_at = math.inf if ticket.closed_at is None else ticket.closed_at
    later = [
        each
        for each in await shown(parts, lineage, ticket)
        if comes_after(each, resolved, policy, stored_after=each.received_at > closed_at)
    ]
    if not later or lineage.head.id != incident_id:
        return
    now = parts.clock()
    head, _ = await parts.heads.change(
        lineage.tenant, lineage.id, lambda head: _plan(head, incident_id, later, policy, now)
    )
    await finish_moves(parts, head)
    await judge(parts, await recount_keyless(parts, lineage.tenant, lineage.id), Occasion.REGROUPED)


def _plan(head: Lineage, incident_id: str, later: Sequence[Occurrence], policy: Policy, now: float) -> None:
    """Open the regression, or use the one that another report opened in the meantime, and plan the moves to it."""
    head.close_log(now)
    if head.head.id == incident_id:
        opened = open_regression(subject_of(head, head.head), head.head.release, later, policy, now)
        add_generation(head, *opened, now).grown = len(later)
    head.moves += plan_moves(later, head.head.number, now)
