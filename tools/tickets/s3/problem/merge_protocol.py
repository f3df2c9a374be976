"""The protocol's merge: announce on the winner, take the loser, check people's constraints, confirm on the winner.

The order matters. A head with an announcement is never taken itself, which excludes cycles, and the confirmation finds
out whether the winner was resolved in the meantime. `tests/model` proves this, and what breaks without each step.
"""

import asyncio

import orjson

from tools.ids import new_incident_id
from tools.nouns.decisions import JUDGED
from tools.nouns.events import Merged
from tools.nouns.incidents import Status
from tools.nouns.policy import Policy
from tools.nouns.redacted import Redacted
from tools.rules.effects import NO_REPORT, SYSTEM, absorbed, happened, regressed
from tools.rules.new_tickets import next_ticket
from tools.rules.preconditions import status_after_split
from tools.rules.recovery import Occasion
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.growth import tell_growth
from tools.tickets.s3.problem.head_changes import add_generation, apply, skip_announcement, subject_of
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.recovery import forget, judge

MUST, CANNOT = "must", "cannot"


async def merge_live(parts: Parts, tenant: str, one: str, other: str) -> bool:
    """Merge two live problems automatically, the later one into the earlier one.

    Returns False if that is not allowed.
    """
    winner, loser = sorted((one, other))
    if await apart(parts, tenant, loser, winner):
        return False
    return await take(parts, tenant, loser, winner, JUDGED, SYSTEM, respect_cannot_link=True)


async def take(
    parts: Parts, tenant: str, loser: str, winner: str, reason: Redacted, actor: str, *, respect_cannot_link: bool
) -> bool:
    """Do the merge. A cannot-link that is found afterwards undoes it, if `respect_cannot_link`.

    Safe to repeat after a crash. After a lost race it starts with the announcement again, because the reconciler may
    have withdrawn an old one.
    """
    taken = None
    while taken is None:
        into = await _announce(parts, tenant, loser, winner)
        if into is None:
            return False
        taken = await _take_once(parts, tenant, loser, winner, into, reason, actor)
    if not taken:
        await withdraw(parts, tenant, loser, winner)
        return False
    if respect_cannot_link and await apart(parts, tenant, loser, winner):
        await release(parts, tenant, loser, winner)
        return False
    await confirm(parts, tenant, loser, winner, reason, actor)
    return True


async def confirm(parts: Parts, tenant: str, loser: str, winner: str, reason: Redacted, actor: str) -> None:
    """Record the loser on the winner; if the winner was resolved in the meantime, reopen it."""
    taken = await parts.heads.need(tenant, loser)
    now = parts.clock()

    def change(head: Lineage) -> str:
        if loser in head.absorbed:
            return head.absorbed[loser]
        head.meet([loser], now)
        head.announced.pop(loser, None)
        if not head.head.live:
            _reopen(head, taken.head, parts.policy, now)
        head.absorbed[loser] = head.head.id
        if taken.announcement_made:
            skip_announcement(head, now)
        held = subject_of(head, head.head)
        follows = absorbed(held, subject_of(taken, taken.head), reason, actor, now)
        apply(head, held.incident_id, follows, now)
        return head.head.id

    head, into = await parts.heads.change(tenant, winner, change)
    if taken.head.merged_into != into:
        await parts.heads.change(tenant, loser, lambda head: setattr(head.head, "merged_into", into))
    await lead(parts, tenant, taken, winner)
    await judge(parts, head, Occasion.REGROUPED)
    if (holder := head.ticket(into)) is not None and holder.live:
        both, brought = (await parts.answers.tally(head, holder)).count, await parts.answers.tally(taken, taken.head)
        await tell_growth(parts, head, into, both - brought.count, both)


async def lead(parts: Parts, tenant: str, lineage: Lineage, to: str) -> None:
    """Point a lineage's aliases at another one. This is only a shortcut, because the heads lead there too."""
    await asyncio.gather(*(parts.aliases.point(tenant, each, lineage=to) for each in lineage.fingerprints))


async def release(parts: Parts, tenant: str, loser: str, winner: str) -> None:
    """Take a lineage out of another again; only the events of the merge remain.

    The winner's log is closed first, so that no process counts the loser's reports there once they are led away.
    """
    now = parts.clock()
    await parts.heads.change(tenant, winner, lambda head: head.close_log(now))

    def free(head: Lineage) -> None:
        if head.into == winner:
            head.close_log(now)
            head.meet([winner], now)
            head.into = head.head.merged_into = None
            head.head.status = status_after_split(head.head.resolution is not None).value

    freed, _ = await parts.heads.change(tenant, loser, free)
    await withdraw(parts, tenant, loser, winner)
    await lead(parts, tenant, freed, freed.id)


async def teach(parts: Parts, tenant: str, one: str, other: str, kind: str, actor: str) -> None:
    """Store that two lineages are one problem, or are not; the latest statement wins."""
    said = {"kind": kind, "actor": actor, "at": parts.clock()}
    await parts.objects.put(keys.constraint(tenant, one, other), orjson.dumps(said))


async def apart(parts: Parts, tenant: str, one: str, other: str) -> bool:
    """True if a person has separated the two lineages, or parts of them."""
    mine, others = await asyncio.gather(family(parts, tenant, one), family(parts, tenant, other))
    words = await asyncio.gather(
        *(parts.objects.get(keys.constraint(tenant, left, right)) for left in mine for right in others)
    )
    return any(word is not None and orjson.loads(word.body)["kind"] == CANNOT for word in words)


async def family(parts: Parts, tenant: str, lineage: str) -> list[str]:
    """A lineage and all that were merged into it, directly or through others."""
    found = [lineage]
    for name in found:
        held = await parts.heads.load(tenant, name)
        found += [each for each in (held.lineage.absorbed if held else ()) if each not in found]
    return found


async def _announce(parts: Parts, tenant: str, loser: str, winner: str) -> str | None:
    """Announce the loser on the winner. Returns its live ticket; None if it is not live or not a root."""

    def change(head: Lineage) -> str | None:
        if head.into is not None or not head.head.live:
            return None
        if loser not in head.absorbed:
            head.announced.setdefault(loser, parts.clock())
            head.meet([loser], parts.clock())
        return head.head.id

    return (await parts.heads.change(tenant, winner, change))[1]


async def _take_once(
    parts: Parts, tenant: str, loser: str, winner: str, into: str, reason: Redacted, actor: str
) -> bool | None:
    """Take the loser with one swap on the version that was checked. None: another process changed it."""
    now = parts.clock()
    held = await parts.heads.load(tenant, loser)
    if held is None or held.lineage.into is not None:
        return held is not None and held.lineage.into == winner

    if held.lineage.appending:  # moves that are under way continue beside the winner's log
        await parts.heads.change(tenant, winner, lambda head: head.close_log(now))

    def change(head: Lineage) -> bool:
        if head.announced or (actor == SYSTEM and not head.head.live):
            return False
        head.close_log(now)
        head.into, head.head.merged_into = winner, into
        head.head.status = Status.MERGED.value
        forget(head, head.head)
        gone, event = subject_of(head, head.head), Merged(into, reason)
        if head.announcement_made:
            apply(head, gone.incident_id, happened(gone, event, actor, now), now)
        else:  # a rival of another claim, which nobody was told about
            head.event(gone.incident_id, now, actor, event)
        return True

    return await parts.heads.change_once(held, change)


async def withdraw(parts: Parts, tenant: str, loser: str, winner: str) -> None:
    """Remove the loser from the winner's announced and merged lineages."""

    def change(head: Lineage) -> None:
        head.absorbed.pop(loser, None)
        head.announced.pop(loser, None)

    await parts.heads.change(tenant, winner, change)


def _reopen(winner: Lineage, loser: Ticket, policy: Policy, now: float) -> None:
    """Reopen the winner: an open problem may not be hidden by a closed ticket."""
    old = subject_of(winner, winner.head)
    made = next_ticket(
        old,
        new_incident_id(now),
        max(old.severity, loser.worst),
        policy,
        title=loser.title,
        release=loser.release,
        opened_at=loser.opened_at,
    )
    add_generation(winner, made, regressed(made, NO_REPORT, now, live_run=False), now).keyless = False
