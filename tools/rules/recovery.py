"""When a ticket has recovered: pure rules over the activations of a ticket and everything merged into it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tools.nouns import pending
from tools.nouns.activations import Activation, ActivationCounts, ActivationState, RecoveryDue
from tools.nouns.alert_events import Recovered, Recovering, Refired
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Cure, Resolved
from tools.nouns.incidents import Status
from tools.nouns.jobs import JobKind, NewJob, Timer
from tools.nouns.redacted import derived
from tools.rules.effects import Effects, notify_job
from tools.rules.new_tickets import Subject
from tools.rules.notices import notice_kind_of, notice_of

SYSTEM_RECOVERY = "system:recovery"
"""The actor when a recovery resolves a ticket."""

RECOVERED_TEXT = derived("All of its alerts ended and none fired again.")


@dataclass(frozen=True, slots=True)
class Family:
    """The facts that decide whether a live ticket, with everything merged into it, has recovered."""

    occurrences: int
    counted: int
    """Occurrences that belong to an activation."""
    firing: int
    """Activations without an end."""
    last_end: float | None
    """When the last of the activations ended, by its sender's time."""

    @property
    def is_over(self) -> bool:
        """True if every activation has ended and every occurrence came from one."""
        return self.firing == 0 and self.last_end is not None and self.occurrences <= self.counted


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """The part of a ticket that concerns recovery."""

    since: float | None = None
    """When the last end was stored; None if it is not recovering."""
    flaps: int = 0
    quiet: float = 0.0
    """The current quiet time, in seconds."""


class Occasion(Enum):
    """Why a family is judged again."""

    ENDED = "ended"
    FIRED = "fired"
    """An occurrence or a repeat arrived."""
    REGROUPED = "regrouped"
    """A merge or a split changed the family."""


@dataclass(frozen=True, slots=True)
class RecoveryChange:
    """A change in a ticket's recovery, to be written together; any running timer is dropped first."""

    state: RecoveryState
    events: tuple[EventData, ...] = ()
    jobs: tuple[NewJob, ...] = ()


def family_of(activations: Iterable[Activation], occurrences: int) -> Family:
    """Collect the facts from all activations of the family."""
    counted = firing = 0
    last_end: float | None = None
    for each in activations:
        counted += each.counted
        if each.end is None:
            firing += 1
        elif last_end is None or each.end.at > last_end:
            last_end = each.end.at
    return Family(occurrences, counted, firing, last_end)


def judge_recovery(
    state: RecoveryState, family: Family, occasion: Occasion, quiet: float, now: float, request_id: str = ""
) -> RecoveryChange | None:
    """Decide whether a live ticket begins to recover, restarts its quiet time, or fires again; None if nothing changes.

    `quiet` is the quiet time to begin, in seconds; `request_id` is the report that caused this, if one did.
    """
    if family.is_over and family.last_end is not None:
        since = now if state.since is None else state.since
        events = (Recovering(family.last_end),) if state.since is None else ()
        timer = () if math.isinf(quiet) else (NewJob(JobKind.RECOVER, timer=Timer(now, quiet)),)
        return RecoveryChange(RecoveryState(since, state.flaps, quiet), events, timer)
    if state.since is None:
        return None
    flaps = state.flaps + (occasion is Occasion.FIRED)
    return RecoveryChange(RecoveryState(None, flaps, state.quiet), (Refired(request_id),))


def recovery_effects(ticket: Subject, found: RecoveryChange, now: float) -> Effects:
    """Return the effects of a recovery change.

    People are told once that a ticket is recovering, but not if it is resolved at once.
    """
    tells = found.state.flaps == 0 and found.state.quiet > 0
    kinds = [(event, notice_kind_of(event)) for event in found.events] if tells else []
    heard_of = [notify_job(notice_of(ticket, kind, now, event)) for event, kind in kinds if kind is not None]
    return Effects(events=found.events, jobs=(*heard_of, *found.jobs))


def due(status: Status, state: RecoveryState, family: Family, mask: int) -> RecoveryDue:
    """Decide what to do when a ticket's timer runs out. `mask` is what the ticket still waits for."""
    if not status.live or state.since is None or not family.is_over:
        return RecoveryDue.GONE
    return RecoveryDue.WAITS if mask & pending.SEMANTIC else RecoveryDue.RESOLVED


def closed_by_recovery(last_end: float) -> tuple[Resolved, Recovered]:
    """Return the events that resolve a recovered ticket, as of its last activation's end, whenever the timer runs."""
    by = derived(SYSTEM_RECOVERY)
    return Resolved(RECOVERED_TEXT, by, last_end, None, cure=Cure.RECOVERED), Recovered(last_end)


def counts(activations: Iterable[Activation], now: float, stale_after: float) -> ActivationCounts:
    """Count the activations that are firing, have ended or have gone silent."""
    found = dict.fromkeys(ActivationState, 0)
    for each in activations:
        found[each.state(now, stale_after)] += 1
    firing, ended, stale = (
        found[each] for each in (ActivationState.FIRING, ActivationState.ENDED, ActivationState.STALE)
    )
    return ActivationCounts(firing, ended, stale)
