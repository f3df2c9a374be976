"""Where a report belongs in its problem's life: pure rules that every ticket store applies inside its transaction."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tools.nouns.decisions import Late, Verdict
from tools.nouns.incidents import Status
from tools.nouns.policy import Policy
from tools.nouns.reports import Report
from tools.nouns.severity import Severity
from tools.rules.releases import older

MAX_AHEAD_SECONDS = 300.0
"""How far a client's clock may run ahead of ours before its time is replaced by the arrival time."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What placing reads of one ticket of a lineage. `fixed_release` is the release that its resolution names."""

    incident_id: str
    number: int
    status: Status
    resolved_at: float | None = None
    fixed_release: str | None = None
    recovered: bool = False
    """True if it was resolved because its alerts ended, not by a person."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened. If `at` is None, arrival counts. `clamped`: the client's clock was too far ahead."""

    at: float | None
    received_at: float
    clamped: bool = False

    @property
    def known(self) -> float:
        """The best single time: the event's, else the arrival's."""
        return self.received_at if self.at is None else self.at


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a report of a known problem belongs: EXISTING or REGRESSION."""

    verdict: Verdict
    generation: Generation
    """The ticket that it is counted on, or the resolved one that it is a regression of."""
    late: Late | None = None
    reopens: bool = False
    """Flap damping reopens the same ticket instead of opening a regression."""

    @property
    def recurs(self) -> bool:
        """True for a regression of a ticket that had only recovered: its alerts ended, but nobody had fixed it."""
        return self.verdict is Verdict.REGRESSION and self.generation.recovered


def moment_of(occurred_at: float | None, received_at: float) -> Moment:
    """Return the event time to use; one more than MAX_AHEAD_SECONDS in the future becomes the arrival time."""
    if occurred_at is not None and occurred_at > received_at + MAX_AHEAD_SECONDS:
        return Moment(received_at, received_at, clamped=True)
    return Moment(occurred_at, received_at)


def place(
    generations: Sequence[Generation], report: Report, policy: Policy, refires: Sequence[float] = ()
) -> Placement:
    """Pick the generation that a report of a known lineage belongs to.

    Args:
        generations: the lineage's tickets, oldest first; at least one.
        report: the report; only its times and release matter here.
        policy: grace and flap damping.
        refires: times at which this lineage already came back, for flap damping.

    The report belongs to the first generation that was resolved (plus grace) after it happened, or whose fix its
    release does not contain. Failing that, it belongs to the live head; if the head is resolved, it is a regression.
    An alert that fires now belongs to the head, whenever it began.
    """
    moment = moment_of(report.event_at, report.received_at)
    head = generations[-1]
    for generation in (head,) if _fires_now(report) else generations:
        late = _late_on(generation, moment, report, policy, is_head=generation is head)
        if late is not None:
            return Placement(Verdict.EXISTING, generation, late)
    if head.status.live:
        return Placement(Verdict.EXISTING, head)
    if flaps(moment, policy, refires):
        return Placement(Verdict.EXISTING, head, reopens=True)
    return Placement(Verdict.REGRESSION, head)


def lateness(
    generation: Generation, moment: Moment, release: str | None, policy: Policy, *, is_head: bool = True
) -> Late | None:
    """Return why a report belongs to this resolved generation; None if it does not, or if the generation is live.

    Without an event time, arrival order decides. Such a report comes after every resolve that is already stored, so
    only the grace period of the newest resolve can still claim it.
    """
    if generation.resolved_at is None or generation.status.live:
        return None
    if moment.at is not None and moment.at <= generation.resolved_at:
        return Late.EVENT_TIME
    if older(release, generation.fixed_release):
        return Late.OLDER_RELEASE
    if generation.recovered:
        return None
    waits = policy.regression_grace > 0 and (moment.at is not None or is_head)
    if waits and moment.known <= generation.resolved_at + policy.regression_grace:
        return Late.GRACE
    return None


def _fires_now(report: Report) -> bool:
    return report.activation is not None and report.activation.state_as_of_now


def began_before(generation: Generation, moment: Moment) -> bool:
    """True if it began before this generation was resolved."""
    return moment.at is not None and generation.resolved_at is not None and moment.at <= generation.resolved_at


def _late_on(generation: Generation, moment: Moment, report: Report, policy: Policy, *, is_head: bool) -> Late | None:
    """Do the same as `lateness`, and handle alerts that fire now.

    An alert that began before a person's resolve and still fires has a while to end; after that it is a regression. If
    the sender itself had reported the end, there is no such wait.
    """
    began_earlier = _fires_now(report) and not generation.status.live and began_before(generation, moment)
    if not began_earlier or older(report.release, generation.fixed_release) or generation.resolved_at is None:
        return lateness(generation, moment, report.release, policy, is_head=is_head)
    may_still_fire = not generation.recovered and report.received_at <= generation.resolved_at + policy.resolve_settle
    return Late.STILL_FIRING if may_still_fire else None


def flaps(moment: Moment, policy: Policy, refires: Sequence[float]) -> bool:
    """True if this refire is at least the `flap_count`-th within `flap_window` seconds. 0 turns damping off."""
    if policy.flap_count <= 0:
        return False
    recent = sum(1 for at in refires if abs(moment.known - at) <= policy.flap_window)
    return recent + 1 >= policy.flap_count


def recurs(
    resolved: Generation, moment: Moment, release: str | None, policy: Policy, *, stored_after: bool = False
) -> bool:
    """True if a stored occurrence comes after the resolve of the ticket that shows it, and so opens a regression.

    Args:
        resolved: the ticket as it was resolved, perhaps backdated.
        moment: when the occurrence happened.
        release: the occurrence's release, if it has one.
        policy: the grace.
        stored_after: the occurrence was stored after the resolve was.

    An occurrence without an event time follows the order of storing, with one exception: if the resolve was backdated
    by more than clocks may differ (MAX_AHEAD_SECONDS), what arrived after that time cannot be what was fixed.
    """
    if moment.at is None:
        at = moment.received_at if stored_after else moment.received_at - MAX_AHEAD_SECONDS
        if stored_after and resolved.resolved_at is not None:
            at = max(at, math.nextafter(resolved.resolved_at, math.inf))
        moment = Moment(at, moment.received_at)
    return lateness(resolved, moment, release, policy) is None


def resolve_moment(stated: float | None, now: float, last_event: float) -> Moment:
    """Return when a ticket counts as resolved.

    Without a stated time, that is now, but never before anything stored, even if the clock was set back meanwhile. A
    stated time in the future is clamped: otherwise every later report would be swallowed as late.
    """
    if stated is None:
        return Moment(max(now, last_event), now)
    if stated > now + MAX_AHEAD_SECONDS:
        return Moment(now, now, clamped=True)
    return Moment(stated, now)


def first_severity(report: Report, policy: Policy) -> Severity:
    """Return a new ticket's severity: the report's own, else the default."""
    return report.severity or policy.default_severity


def recurrence_severity(reported: Severity | None, policy: Policy, *, previous: Severity, recovered: bool) -> Severity:
    """Return the severity of a problem that came back: at least `regression_severity` if a person had fixed it.

    One that had only `recovered` is as severe as before. A more severe report raises either.
    """
    least = previous if recovered else policy.regression_severity
    return max(least, reported or least)


def worsens(current: Severity, reported: Severity | None) -> bool:
    """True if a report that joins must raise the ticket's severity. Reports never lower it."""
    return reported is not None and reported > current
