"""Split: a merged ticket, a fingerprint or chosen occurrences get a life of their own, and later reports follow."""

from collections.abc import Sequence

from tools.errors import Conflict
from tools.nouns.events import Split, SplitOff
from tools.nouns.incidents import Status
from tools.nouns.redacted import Redacted
from tools.nouns.selectors import MergedTicket, Selector
from tools.rules.standing import check_split
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.acts import standing
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.occurrences import Entry
from tools.tickets.s3.problem.outstanding import skip_announcement
from tools.tickets.s3.regrouping.grouping import plan_moves
from tools.tickets.s3.regrouping.merging import CANNOT
from tools.tickets.s3.regrouping.parting import Parting, part
from tools.tickets.s3.resolving import merged_root, open_recurrence
from tools.tickets.shared.splits import chosen_and_rest, pins_between


async def split(parts: Parts, tenant: str, incident_id: str, selector: Selector, reason: Redacted, actor: str) -> str:
    """The id of the incident that now stands alone. Raises InvalidRequest, NotFound or Conflict."""
    lineage = await parts.heads.of(tenant, incident_id)
    if isinstance(selector, MergedTicket):
        return await _unmerge(parts, lineage, incident_id, selector.incident_id, reason, actor)
    ticket = lineage.one(incident_id)
    check_split(standing(lineage, ticket, await merged_root(parts, lineage, incident_id)))
    shown = await parts.grouping.shown(lineage, ticket)
    chosen, rest = chosen_and_rest(shown, selector)
    pins = pins_between(chosen, rest, lambda each: each["body"])
    return await part(parts, Parting(lineage, ticket, chosen, reason, actor), pins)


async def _unmerge(parts: Parts, root: Lineage, incident_id: str, merged_id: str, reason: Redacted, actor: str) -> str:
    """Give a merged ticket its life back; teaches cannot-link."""
    tenant = root.tenant
    merged = await parts.heads.of(tenant, merged_id)
    line = await _ancestors(parts, merged)
    holders = [ticket.id for _, ticket in line]
    if merged_id == incident_id or incident_id not in holders or merged.head.id != merged_id:
        into = merged.one(merged_id).merged_into
        raise Conflict(f"{merged_id} is not merged into {incident_id}", merged_into=into)
    for ancestor, _ in line:
        await parts.merging.teach(tenant, merged.id, ancestor.id, CANNOT, actor)
    family = await parts.merging.family(tenant, merged.id)
    await parts.merging.release(tenant, merged.id, line[0][0].id)
    for name in family:
        await parts.merging.lead(tenant, await parts.heads.need(tenant, name), merged.id)
    await _take_back(parts, merged.id, [ancestor.id for ancestor, _ in line], family, tenant)
    await _tell(parts, root, incident_id, merged.id, merged_id, reason, actor)
    free = await parts.heads.need(tenant, merged.id)
    if Status(free.head.status) is Status.RESOLVED:
        await open_recurrence(parts, free, merged_id)
    return merged_id


async def _ancestors(parts: Parts, merged: Lineage) -> list[tuple[Lineage, Ticket]]:
    """The lineages it is merged into, nearest first, each with the ticket that holds it."""
    line: list[tuple[Lineage, Ticket]] = []
    while merged.into is not None and merged.head.merged_into is not None:
        holder = await parts.heads.need(merged.tenant, merged.into)
        line.append((holder, holder.one(merged.head.merged_into)))
        merged = holder
    return line


async def _take_back(parts: Parts, lineage: str, ancestors: Sequence[str], family: Sequence[str], tenant: str) -> None:
    """What the merged fingerprints brought to any generation of the other problems belongs to them."""
    brought: list[Entry] = []
    homes: dict[str, str] = {}
    for name in ancestors:
        for entry in await parts.occurrences.entries(tenant, name):
            fingerprint = entry["fingerprint"]
            if fingerprint not in homes:
                alias = await parts.aliases.load(tenant, fingerprint)
                homes[fingerprint] = "" if alias is None else alias.home
            if homes[fingerprint] in family:
                brought.append(entry | {"lineage": name})
    now = parts.clock()

    def plan(head: Lineage) -> None:
        head.moves += plan_moves(brought, head.head.number, now)

    head, _ = await parts.heads.change(tenant, lineage, plan)
    await parts.grouping.finish(head)


async def _tell(
    parts: Parts, root: Lineage, incident_id: str, lineage: str, merged_id: str, reason: Redacted, actor: str
) -> None:
    now = parts.clock()

    def stands(head: Lineage) -> None:
        head.event(merged_id, now, actor, Split(incident_id, reason))
        skip_announcement(head, now)

    await parts.heads.change(root.tenant, lineage, stands)
    parted = SplitOff(merged_id, reason)
    await parts.heads.change(root.tenant, root.id, lambda head: head.event(incident_id, now, actor, parted))
