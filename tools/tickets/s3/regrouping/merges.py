"""A person's merge and its undoing. The constraint is written first, so that nothing automatic undoes them."""

from collections.abc import Sequence

from tools.errors import Conflict
from tools.nouns.events import Split, SplitOff
from tools.nouns.incidents import Status
from tools.nouns.redacted import Redacted
from tools.rules.effects import happened
from tools.rules.preconditions import check_merge
from tools.rules.recovery import Occasion
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.head_changes import apply, skip_announcement, state_of, subject_of
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.merge_protocol import CANNOT, MUST, family, lead, release, take, teach
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.problem.parting import part_logs
from tools.tickets.s3.problem.recovery import judge
from tools.tickets.s3.problem.shown_reports import finish_moves, plan_moves, recount_keyless
from tools.tickets.s3.regrouping.recurrences import open_recurrence


async def merge(parts: Parts, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> None:
    """Merge a head into a live head, with a must-link that is written first.

    Raises NotFound, or Conflict naming the head or the state.
    """
    loser, winner = await parts.heads.of(tenant, incident_id), await parts.heads.of(tenant, into)
    roots = [await parts.heads.merged_root(*each) for each in ((loser, incident_id), (winner, into))]
    check_merge(state_of(loser, incident_id, roots[0]), state_of(winner, into, roots[1]))
    await teach(parts, tenant, loser.id, winner.id, MUST, actor)
    if not await take(parts, tenant, loser.id, winner.id, reason, actor, respect_cannot_link=False):
        raise Conflict(f"{incident_id} or {into} is being merged or resolved by someone else: look again, then retry")


async def unmerge(parts: Parts, root: Lineage, incident_id: str, merged_id: str, reason: Redacted, actor: str) -> str:
    """Make a merged ticket a separate one again, with a cannot-link."""
    tenant = root.tenant
    merged = await parts.heads.of(tenant, merged_id)
    line = await _ancestors(parts, merged)
    holders = [ticket.id for _, ticket in line]
    if merged_id == incident_id or incident_id not in holders or merged.head.id != merged_id:
        into = merged.one(merged_id).merged_into
        raise Conflict(f"{merged_id} is not merged into {incident_id}", merged_into=into)
    for ancestor, _ in line:
        await teach(parts, tenant, merged.id, ancestor.id, CANNOT, actor)
    taken_along = await family(parts, tenant, merged.id)
    await part_logs(parts, tenant, [ancestor.id for ancestor, _ in line], merged.id)
    await release(parts, tenant, merged.id, line[0][0].id)
    for name in taken_along:
        await lead(parts, tenant, await parts.heads.need(tenant, name), merged.id)
    await _take_back(parts, merged.id, [ancestor.id for ancestor, _ in line], taken_along, tenant)
    await _tell(parts, root, incident_id, merged.id, merged_id, reason, actor)
    free = await parts.heads.need(tenant, merged.id)
    if Status(free.head.status) is Status.RESOLVED:
        await open_recurrence(parts, free, merged_id)
    for side in (root.id, merged.id):
        await judge(parts, await recount_keyless(parts, tenant, side), Occasion.REGROUPED)
    return merged_id


async def _ancestors(parts: Parts, merged: Lineage) -> list[tuple[Lineage, Ticket]]:
    """The lineages it is merged into, nearest first, each with the ticket that holds it."""
    line: list[tuple[Lineage, Ticket]] = []
    while merged.into is not None and merged.head.merged_into is not None:
        holder = await parts.heads.need(merged.tenant, merged.into)
        line.append((holder, holder.one(merged.head.merged_into)))
        merged = holder
    return line


async def _take_back(
    parts: Parts, lineage: str, ancestors: Sequence[str], taken_along: Sequence[str], tenant: str
) -> None:
    """Return to the ticket what its fingerprints brought to any generation of the other problems."""
    brought: list[Occurrence] = []
    homes: dict[str, str] = {}
    for name in ancestors:
        for report in await parts.occurrences.of(await parts.heads.need(tenant, name)):
            if report.fingerprint not in homes:
                alias = await parts.aliases.load(tenant, report.fingerprint)
                homes[report.fingerprint] = "" if alias is None else alias.home
            if homes[report.fingerprint] in taken_along:
                brought.append(report)
    now = parts.clock()

    def plan(head: Lineage) -> None:
        head.moves += plan_moves(brought, head.head.number, now)

    head, _ = await parts.heads.change(tenant, lineage, plan)
    await finish_moves(parts, head)


async def _tell(
    parts: Parts, root: Lineage, incident_id: str, lineage: str, merged_id: str, reason: Redacted, actor: str
) -> None:
    now = parts.clock()

    def stands(head: Lineage) -> None:
        parted = subject_of(head, head.one(merged_id))
        apply(head, merged_id, happened(parted, Split(incident_id, reason), actor, now), now)
        skip_announcement(head, now)

    await parts.heads.change(root.tenant, lineage, stands)
    left = SplitOff(merged_id, reason)
    await parts.heads.change(root.tenant, root.id, lambda head: head.event(incident_id, now, actor, left))
