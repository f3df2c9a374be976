"""A ticket's recovery, judged in the swap of its root's head.

Everything that can end a recovery swaps that head: a firing, or the first report without one. Merged tickets store
their activations in their own heads. Those are read before, and can only end in the meantime.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from tools.nouns.activations import Activation
from tools.nouns.jobs import JobKind, NewJob, Timer
from tools.rules.recovery import Family, Occasion, RecoveryState, family_of, judge_recovery, recovery_effects
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.head_changes import apply, drop, enqueue, subject_of
from tools.tickets.s3.problem.lineage import Lineage, Ticket

MOST_ENDED = 512


@dataclass(frozen=True, slots=True)
class Merged:
    """What was merged into a ticket, as it was read before the swap."""

    lineages: frozenset[str]
    activations: tuple[Activation, ...] = ()
    keyless: bool = False


async def merged_into(parts: Parts, lineage: Lineage, ticket: Ticket) -> Merged:
    """Read what was merged into a ticket, directly or through others."""
    names = held_by(lineage, ticket)
    activations, keyless = list[Activation](), False
    for name in names:
        other = await parts.heads.need(lineage.tenant, name)
        if other.into != lineage.id or other.became:
            continue
        deeper = await merged_into(parts, other, other.head)
        activations += [*other.firings(other.head.id), *deeper.activations]
        keyless |= other.head.keyless or deeper.keyless
    return Merged(names, tuple(activations), keyless)


def held_by(lineage: Lineage, ticket: Ticket) -> frozenset[str]:
    """The lineages that were merged into the ticket itself."""
    return frozenset(name for name, into in lineage.absorbed.items() if into == ticket.id)


def family(lineage: Lineage, ticket: Ticket, merged: Merged) -> Family:
    """The facts about a ticket. Of its occurrences, only the existence of one without an activation matters."""
    facts = family_of((*lineage.firings(ticket.id), *merged.activations), 0)
    return replace(facts, occurrences=facts.counted + (ticket.keyless or merged.keyless))


async def judge(
    parts: Parts, lineage: Lineage, occasion: Occasion, *, quiet: float | None = None, request_id: str = ""
) -> bool:
    """Judge a root's head. Returns True if all activations of its ticket have ended.

    `quiet`: the sender's quiet time; None: the one in use.
    """
    found = await judge_after(parts, lineage, _nothing, occasion, quiet=quiet, request_id=request_id)
    return found[1]


async def judge_after(
    parts: Parts,
    lineage: Lineage,
    change: Callable[[Lineage], bool],
    occasion: Occasion,
    *,
    quiet: float | None = None,
    request_id: str = "",
) -> tuple[bool, bool]:
    """Change a root's head and judge it in one swap. Returns (what the change returned, all activations have ended).

    A change that returns False has done nothing; a ticket that is already recovering then stays as it is.
    """
    while True:
        lineage = await parts.heads.root(lineage.tenant, lineage.id)
        merged = await merged_into(parts, lineage, lineage.head)
        question = partial(
            _judge_head,
            change=change,
            merged=merged,
            occasion=occasion,
            quiet=parts.policy.recovery_quiet if quiet is None else quiet,
            now=parts.clock(),
            request_id=request_id,
        )
        _, found = await parts.heads.change(lineage.tenant, lineage.id, question)
        if found is not None:
            return found


def _nothing(head: Lineage) -> bool:
    return head.into is None


def _judge_head(
    head: Lineage,
    *,
    change: Callable[[Lineage], bool],
    merged: Merged,
    occasion: Occasion,
    quiet: float,
    now: float,
    request_id: str,
) -> tuple[bool, bool] | None:
    """Judge the newest ticket within the swap, if it is live. None: something was merged or split in the meantime."""
    ticket = head.head
    if head.into is not None or held_by(head, ticket) != merged.lineages:
        return None
    changed = change(head)
    facts = family(head, ticket, merged)
    watch_expiry(head, ticket, (*head.firings(ticket.id), *merged.activations), now)
    if not ticket.live:
        return changed, False
    if not changed and ticket.recovery.since is not None:
        return changed, facts.is_over
    if ticket.recovery.since is not None and occasion is not Occasion.ENDED:
        quiet = ticket.recovery.quiet
    found = judge_recovery(ticket.recovery, facts, occasion, quiet, now, request_id)
    if found is not None:
        forget(head, ticket, found.state)
        apply(head, ticket.id, recovery_effects(subject_of(head, ticket), found, now), now)
    return changed, facts.is_over


def take_back(head: Lineage, ticket: Ticket, now: float, request_id: str) -> None:
    """End the recovery of a ticket on which something fires, within a swap, whatever was merged into it."""
    fires = Family(occurrences=1, counted=0, firing=1, last_end=None)
    found = judge_recovery(ticket.recovery, fires, Occasion.FIRED, 0.0, now, request_id)
    if found is not None:
        forget(head, ticket, found.state)
        apply(head, ticket.id, recovery_effects(subject_of(head, ticket), found, now), now)


def forget(head: Lineage, ticket: Ticket, state: RecoveryState | None = None) -> None:
    """Delete a ticket's timer and set its recovery state; None: it is not recovering any more."""
    before = ticket.recovery
    drop(head, ticket.id, JobKind.RECOVER)
    ticket.keep_recovery(RecoveryState(None, before.flaps, before.quiet) if state is None else state)


def slim(head: Lineage) -> None:
    """Keep a head small: drop activations that ended long ago, and count them."""
    over = sorted((each for each in head.firings() if each.end is not None), key=lambda each: each.received_at)
    for each in over[: max(0, len(over) - MOST_ENDED)]:
        del head.activations[each.request_id]
        head.ended_activations += 1


def watch_expiry(head: Lineage, ticket: Ticket, activations: Iterable[Activation], now: float) -> None:
    """Queue one job per ticket for the time when its next activation may end without a repeat."""
    times = [each.expires_at for each in activations if each.end is None and each.expires_at is not None]
    waiting = any((job.kind, job.ticket) == (JobKind.EXPIRE, ticket.id) for job in head.jobs.values())
    if times and not waiting:
        timer = Timer(now, max(0.0, min(times) - now))
        enqueue(head, ticket.id, NewJob(JobKind.EXPIRE, timer=timer), now)
