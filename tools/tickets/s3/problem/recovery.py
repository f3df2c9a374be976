"""A ticket's recovery, judged in the swap of its root's head.

Everything that can take a recovery back swaps that head: a firing, or the first report without one. What was merged
into the ticket keeps its activations in heads of its own; those are read before, and can only end meanwhile.
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
    """What was merged into a ticket, as it was read before."""

    lineages: frozenset[str]
    activations: tuple[Activation, ...] = ()
    keyless: bool = False


async def merged_into(parts: Parts, lineage: Lineage, ticket: Ticket) -> Merged:
    """What was merged into a ticket, directly or through others."""
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
    """The lineages that were merged into a ticket itself."""
    return frozenset(name for name, into in lineage.absorbed.items() if into == ticket.id)


def family(lineage: Lineage, ticket: Ticket, merged: Merged) -> Family:
    """The facts of a ticket. Whether a report came without an activation is all that counts of its occurrences."""
    facts = family_of((*lineage.firings(ticket.id), *merged.activations), 0)
    return replace(facts, occurrences=facts.counted + (ticket.keyless or merged.keyless))


async def judge(
    parts: Parts, lineage: Lineage, occasion: Occasion, *, quiet: float | None = None, request_id: str = ""
) -> bool:
    """Judge a root's head. True: everything of its ticket has ended. `quiet`: of the sender; None: as it is."""
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
    """Change a root's head and judge it in one swap: (what the change said, everything of its ticket has ended).

    A change that says False has done nothing; then a ticket that recovers already is left as it is.
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
    """Within the swap: judge the newest ticket, if it is live. None: something was merged or parted meanwhile."""
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
    """Within a swap: something fires on a ticket that was recovering, whatever was merged into it."""
    fires = Family(occurrences=1, counted=0, firing=1, last_end=None)
    found = judge_recovery(ticket.recovery, fires, Occasion.FIRED, 0.0, now, request_id)
    if found is not None:
        forget(head, ticket, found.state)
        apply(head, ticket.id, recovery_effects(subject_of(head, ticket), found, now), now)


def forget(head: Lineage, ticket: Ticket, state: RecoveryState | None = None) -> None:
    """Drop a ticket's timer and keep another state; None: it no longer recovers."""
    before = ticket.recovery
    drop(head, ticket.id, JobKind.RECOVER)
    ticket.keep_recovery(RecoveryState(None, before.flaps, before.quiet) if state is None else state)


def slim(head: Lineage) -> None:
    """Keep a head small: of the activations that ended long ago only their number stays."""
    over = sorted((each for each in head.firings() if each.end is not None), key=lambda each: each.received_at)
    for each in over[: max(0, len(over) - MOST_ENDED)]:
        del head.activations[each.request_id]
        head.ended_activations += 1


def watch_expiry(head: Lineage, ticket: Ticket, activations: Iterable[Activation], now: float) -> None:
    """One job per ticket looks when the next activation may be over without a repeat."""
    times = [each.expires_at for each in activations if each.end is None and each.expires_at is not None]
    waiting = any((job.kind, job.ticket) == (JobKind.EXPIRE, ticket.id) for job in head.jobs.values())
    if times and not waiting:
        timer = Timer(now, max(0.0, min(times) - now))
        enqueue(head, ticket.id, NewJob(JobKind.EXPIRE, timer=timer), now)
