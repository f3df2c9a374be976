"""Splits a merged ticket, a fingerprint or chosen occurrences off a ticket; later reports follow them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.nouns.events import SplitOff
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Profile
from tools.nouns.selectors import MergedTicket, Selector
from tools.rules.pins import Pin
from tools.rules.preconditions import check_split
from tools.rules.recovery import Occasion
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.head_changes import apply, state_of, subject_of, ticket_of
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.merge_protocol import CANNOT, teach
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.problem.pins import pin_values
from tools.tickets.s3.problem.recovery import judge
from tools.tickets.s3.problem.shown_reports import finish_moves, plan_moves, recount_keyless, shown
from tools.tickets.s3.regrouping.merges import unmerge
from tools.tickets.shared.splits import chosen_and_rest, open_part, pins_between


async def split(parts: Parts, tenant: str, incident_id: str, selector: Selector, reason: Redacted, actor: str) -> str:
    """Split, and return the id of the new incident. Raises NotFound or Conflict."""
    lineage = await parts.heads.of(tenant, incident_id)
    if isinstance(selector, MergedTicket):
        return await unmerge(parts, lineage, incident_id, selector.incident_id, reason, actor)
    check_split(state_of(lineage, incident_id, await parts.heads.merged_root(lineage, incident_id)))
    now = parts.clock()
    lineage, _ = await parts.heads.change(tenant, lineage.id, lambda head: head.close_log(now))
    ticket = lineage.one(incident_id)
    chosen, rest = chosen_and_rest(await shown(parts, lineage, ticket), selector)
    pins = pins_between(chosen, rest, lambda each: each.body)
    return await _part(parts, Parting(lineage, ticket, chosen, reason, actor), pins)


@dataclass(frozen=True, slots=True)
class Parting:
    """What is split off which ticket, and why."""

    lineage: Lineage
    ticket: Ticket
    chosen: Sequence[Occurrence]
    reason: Redacted
    actor: str


async def _part(parts: Parts, parting: Parting, pins: Mapping[str, Pin | None]) -> str:
    """Open the new ticket, lead the fingerprints there, then show the chosen occurrences on it."""
    tenant, now = parting.lineage.tenant, parts.clock()
    first = await parts.aliases.load(tenant, parting.chosen[0].fingerprint)
    assert first is not None, "every stored report has an alias"
    split_off = _new_head(parting, first.stored_profile(), now)
    await teach(parts, tenant, split_off.id, parting.lineage.id, CANNOT, parting.actor)
    await parts.heads.help(split_off)
    for fingerprint, pin in pins.items():
        await _lead(parts, tenant, fingerprint, pin, split_off.id)
    parted = SplitOff(split_off.id, parting.reason, moved=len(parting.chosen))
    source = parting.ticket.id
    await parts.heads.change(tenant, parting.lineage.id, lambda head: head.event(source, now, parting.actor, parted))
    await finish_moves(parts, split_off)
    for side in {each.lineage for each in parting.chosen} | {parting.lineage.id, split_off.id}:
        await judge(parts, await recount_keyless(parts, tenant, side), Occasion.REGROUPED)
    return split_off.id


def _new_head(parting: Parting, profile: Profile, now: float) -> Lineage:
    """The new lineage, with the planned moves."""
    old, chosen = parting.lineage, parting.chosen
    source = subject_of(old, parting.ticket)
    made, effects = open_part(source, parting.ticket.release, chosen, profile, parting.reason, parting.actor, now)
    split_off = Lineage(
        made.subject.root_id, old.tenant, old.service, old.environment, [ticket_of(made)],
        fingerprints=list(dict.fromkeys(each.fingerprint for each in chosen)), announcement_made=True,
    )  # fmt: skip
    apply(split_off, split_off.id, effects, now)
    split_off.close_log(now)
    split_off.meet([old.id, *(each.lineage for each in chosen)], now)
    split_off.moves, split_off.head.grown = plan_moves(chosen, 1, now), len(chosen)
    return split_off


async def _lead(parts: Parts, tenant: str, fingerprint: str, pin: Pin | None, lineage: str) -> None:
    """Make later reports of a fingerprint follow: all of them, or those with the pinned values."""
    if pin is None:
        await parts.aliases.point(tenant, fingerprint, lineage=lineage, home=lineage)
    else:
        await pin_values(parts.aliases, tenant, fingerprint, pin, lineage)
