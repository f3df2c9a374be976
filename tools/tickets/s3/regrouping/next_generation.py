"""Makes a ticket the next generation of another lineage: announce there, take it here, confirm there, as in a merge."""

from dataclasses import replace

from tools.nouns import pending
from tools.nouns.decisions import Decision
from tools.nouns.jobs import JobKind
from tools.nouns.policy import Policy
from tools.rules.effects import became_next
from tools.rules.new_tickets import next_generation
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.head_changes import apply, drop, subject_of
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.merge_protocol import withdraw


async def become_next(parts: Parts, own: Lineage, other: Lineage, decision: Decision) -> bool:
    """Returns False, with nothing changed, if either side changed in the meantime."""
    tenant, resolved = own.tenant, other.head.id

    def announce(head: Lineage) -> bool:
        free = head.into is None and head.head.id == resolved and not head.head.live
        if free:
            head.announced.setdefault(own.id, parts.clock())
            head.meet([own.id], parts.clock())
        return free

    def take(head: Lineage) -> bool:
        free = head.into is None and head.head.live and not head.announced and len(head.tickets) == 1
        if free and (closed or not head.appending):
            head.close_log(parts.clock())
            head.into, head.became = other.id, True
        return head.into == other.id

    if not (await parts.heads.change(tenant, other.id, announce))[1]:
        return False
    if closed := (await parts.heads.need(tenant, own.id)).appending:  # moves under way continue beside the other log
        await parts.heads.change(tenant, other.id, lambda head: head.close_log(parts.clock()))
    taken, ok = await parts.heads.change(tenant, own.id, take)
    if not ok:
        await withdraw(parts, tenant, own.id, other.id)
        return False
    return await finish_becoming(parts, taken, other.id, decision)


async def finish_becoming(parts: Parts, taken: Lineage, other: str, decision: Decision) -> bool:
    """Append the generation. If the other lineage has got one in the meantime, release the ticket and return False."""
    now = parts.clock()

    def confirm(head: Lineage) -> bool:
        if taken.id in head.absorbed:
            return True
        if head.head.live or taken.id not in head.announced:
            return False
        head.meet([taken.id], now)
        _append(head, taken, decision, parts.policy, now)
        return True

    _, confirmed = await parts.heads.change(taken.tenant, other, confirm)
    if not confirmed:
        await parts.heads.change(taken.tenant, other, lambda head: head.close_log(now))
        await parts.heads.change(taken.tenant, taken.id, lambda head: _free(head, other, now))
        await withdraw(parts, taken.tenant, taken.id, other)
        return False
    for fingerprint in taken.fingerprints:
        await parts.aliases.point(taken.tenant, fingerprint, lineage=other, home=other)
    return True


def _append(head: Lineage, taken: Lineage, decision: Decision, policy: Policy, now: float) -> None:
    ticket = taken.head
    subject = next_generation(subject_of(head, head.head), subject_of(taken, ticket), policy)
    head.announced.pop(taken.id)
    head.absorbed[taken.id] = ticket.id
    head.tickets.append(
        replace(
            ticket,
            number=subject.generation,
            regression_of=subject.regression_of,
            severity=int(subject.severity),
            pending=ticket.pending & ~pending.SEMANTIC,
        )
    )
    head.fingerprints += [each for each in taken.fingerprints if each not in head.fingerprints]
    head.activations |= taken.activations
    head.version = max(head.version, taken.version)
    head.jobs |= taken.jobs
    drop(head, ticket.id, JobKind.MATCH)
    follows = became_next(subject, ticket.opened_at, decision, now, advice_is_due=not taken.announcement_made)
    apply(head, ticket.id, follows, now)


def _free(head: Lineage, other: str, now: float) -> None:
    head.close_log(now)
    head.meet([other], now)
    head.into, head.became = None, False
