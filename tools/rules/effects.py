"""What follows from a verdict or an act: events, severity, notices and jobs. Pure.

Every ticket store applies the same `Effects` inside its own transaction or swap, and writes every new ticket from the
same `NewTicket`, so that no store has rules of its own.
"""

from dataclasses import dataclass, replace

from tools.nouns import pending
from tools.nouns.alert_events import StillFiring
from tools.nouns.decisions import Decision, Late, Verdict
from tools.nouns.event_kinds import EventData
from tools.nouns.events import (
    Absorbed,
    Advised,
    CountedLate,
    Cure,
    Escalated,
    Joined,
    Opened,
    Regressed,
    Reopened,
    Resolved,
    SeveritySet,
    Split,
)
from tools.nouns.incidents import Resolution
from tools.nouns.jobs import JobKind, NewJob
from tools.nouns.knowledge import Advice
from tools.nouns.notices import NOBODY, Notice, NoticeKind
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity
from tools.rules.lifecycle import Moment, Placement, resolve_moment, worsens
from tools.rules.new_tickets import NewTicket, Subject
from tools.rules.notices import heard, notice_of, passed

SYSTEM = NOBODY
"""The actor of what no person did."""


@dataclass(frozen=True, slots=True)
class Source:
    """The report that something follows from; empty when it follows from none."""

    request_id: str = ""
    fingerprint: str = ""
    trace_id: str = ""
    """Of the recorded trace that it came with; empty for none."""


NO_REPORT = Source()


@dataclass(frozen=True, slots=True)
class Effects:
    """What one occasion changes on one ticket, to be written together and in this order."""

    reopens: bool = False
    """The ticket is OPEN again and flapping; its resolve stays on the timeline only."""

    severity: Severity | None = None
    """The new severity; None leaves it."""

    reported: Severity | None = None
    """The worst that was reported, where the severity is what a person set."""

    settles: int = 0
    """Bits of `pending` that are no longer waited for."""

    events: tuple[EventData, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    actor: str = SYSTEM


def opened(ticket: NewTicket, source: Source, now: float, *, live_run: bool) -> Effects:
    """A first report opened a ticket: people are told at once, and a match that was put off is due."""
    fresh = announced(ticket.subject, source, now, live_run=live_run)
    match = (match_due(source),) if ticket.pending & pending.SEMANTIC else ()
    return Effects(events=(Opened(source.request_id, trace_id=source.trace_id),), jobs=(*fresh.jobs, *match))


def claimed(source: Source) -> Effects:
    """A first report opened a ticket that is still to be compared with its rivals: it is `announced` afterwards.

    The match job belongs to whoever claimed it, and finishes the comparison if that process dies.
    """
    return Effects(
        events=(Opened(source.request_id, trace_id=source.trace_id),), jobs=(match_due(source, leased=True),)
    )


def announced(
    ticket: Subject, source: Source, now: float, *, live_run: bool, regressed: Regressed | None = None
) -> Effects:
    """People are told of a fresh ticket, and advice is due: to the live run that recorded it, if there is one."""
    kind, verdict = NoticeKind.OPENED, Verdict.NEW
    if regressed is not None:
        kind, verdict = NoticeKind.REGRESSED, Verdict.REGRESSION
    job = told(notice_of(ticket, kind, now, regressed or Opened(source.request_id)), source)
    return Effects(jobs=(job, advice_due(verdict, source, leased=live_run)))


def regressed(ticket: NewTicket, source: Source, now: float, *, live_run: bool, moved: int = 0) -> Effects:
    """A new generation was opened: by one report, or by `moved` stored ones, of which `source` is the first."""
    subject, request_id = ticket.subject, "" if moved else source.request_id
    trace_id = "" if moved else source.trace_id
    event = Regressed(
        subject.regression_of or "", ticket.opened_at, request_id=request_id, moved=moved, trace_id=trace_id
    )
    fresh = announced(subject, source, now, live_run=live_run, regressed=event)
    return replace(fresh, events=(event,))


def became_next(ticket: Subject, opened_at: float, decision: Decision, now: float, *, advice_is_due: bool) -> Effects:
    """A late match made a ticket the next generation of another problem."""
    event = Regressed(ticket.regression_of or "", opened_at)
    job = told(notice_of(ticket, NoticeKind.REGRESSED, now, event))
    advice = (advice_due(Verdict.REGRESSION),) if advice_is_due else ()
    return Effects(events=(event, Joined(decision)), jobs=(job, *advice))


def counted(
    ticket: Subject, placement: Placement, moment: Moment, severity: Severity | None, source: Source, now: float
) -> Effects:
    """A report was counted on an existing ticket: it may be late, reopen the ticket and raise its severity."""
    events: list[EventData] = []
    jobs: list[NewJob] = []
    if placement.late:
        still_fires = placement.late is Late.STILL_FIRING
        events.append(
            StillFiring(source.request_id, moment.at)
            if still_fires
            else CountedLate(source.request_id, placement.late, moment.at)
        )
    if placement.reopens:
        events.append(flapped := Reopened(moment.known))
        if not ticket.flapping:  # people are told once
            jobs.append(told(notice_of(ticket, NoticeKind.REOPENED, now, flapped), source))
    raised = escalated(ticket, severity, source, now)
    return replace(raised, reopens=placement.reopens, events=(*events, *raised.events), jobs=(*jobs, *raised.jobs))


def escalated(ticket: Subject, severity: Severity | None, source: Source, now: float, actor: str = SYSTEM) -> Effects:
    """What joined a ticket raises its severity if it is worse than all before and than what a person set.

    People are told. A report that is worse than those before but not than what a person set is only remembered.
    """
    if severity is None or not worsens(ticket.worst_reported, severity):
        return Effects(actor=actor)
    if not worsens(ticket.severity, severity):
        return Effects(reported=severity, actor=actor)
    change = Escalated(ticket.severity, severity, source.request_id)
    raised = notice_of(replace(ticket, severity=severity), NoticeKind.ESCALATED, now, change, actor)
    return Effects(severity=severity, events=(change,), jobs=(told(raised, source),), actor=actor)


def severity_set(ticket: Subject, severity: Severity, reason: Redacted, actor: str, now: float) -> Effects:
    """A person said how bad it is: reports raise it again only if they are worse than all before. Worse is told."""
    if severity == ticket.severity:
        return Effects(actor=actor)
    said = SeveritySet(ticket.severity, severity, reason)
    effects = Effects(severity=severity, reported=ticket.worst_reported, events=(said,), actor=actor)
    if not worsens(ticket.severity, severity):
        return effects
    change = Escalated(ticket.severity, severity)
    raised = notice_of(replace(ticket, severity=severity), NoticeKind.ESCALATED, now, change, actor)
    return replace(effects, jobs=(told(raised),))


def absorbed(winner: Subject, loser: Subject, reason: Redacted, actor: str, now: float) -> Effects:
    """Another ticket was merged into this one."""
    raised = escalated(winner, loser.severity, NO_REPORT, now, actor)
    return replace(raised, events=(Absorbed(loser.incident_id, reason), *raised.events))


def split_off(part: Subject, origin: str, reason: Redacted, actor: str, source: Source, now: float) -> Effects:
    """A person made a part of the ticket `origin` a ticket of its own; advice for it is due."""
    parted = happened(part, Split(origin, reason), actor, now)
    return replace(parted, jobs=(*parted.jobs, advice_due(Verdict.NEW, source)))


def advised(ticket: Subject, advice: Advice | None, actor: str, now: float, *, again: bool) -> Effects:
    """Advice was stored; people are told."""
    event = Advised(advice is not None and advice.abstained, again)
    job = told(notice_of(ticket, NoticeKind.ADVICE_READY, now, event, actor))
    return Effects(settles=pending.RUNBOOKS | pending.ADVICE, events=(event,), jobs=(job,), actor=actor)


def happened(ticket: Subject, event: EventData, actor: str, now: float) -> Effects:
    """One event on the timeline, of which people are told if it is of a kind that they hear of."""
    kind = heard(event)
    jobs = () if kind is None else (told(notice_of(ticket, kind, now, event, actor)),)
    return Effects(events=(event,), jobs=jobs, actor=actor)


def grown(ticket: Subject, before: int, after: int, now: float) -> Effects:
    """A ticket of `before` occurrences has `after`; people are told when that passes ten, a hundred, and so on."""
    reached = passed(before, after)
    if not reached:
        return Effects()
    return Effects(jobs=(told(notice_of(ticket, NoticeKind.GROWN, now, occurrences=reached)),))


def closed(resolution: Resolution, now: float, last_event: float) -> Resolved:
    """How a ticket is closed that was last reported at `last_event`."""
    moment = resolve_moment(resolution.at, now, last_event)
    return Resolved(
        resolution.text,
        resolution.by,
        moment.known,
        resolution.release,
        cure=resolution.cure,
        clamped=moment.clamped,
        unconfirmed=resolution.unconfirmed,
    )


def amended(resolved: Resolved, said: Resolution, now: float) -> Resolved:
    """A resolution that is told anew: fixed, at the time that stands, of its release unless another is named."""
    return replace(
        resolved,
        text=said.text,
        by=said.by,
        release=said.release or resolved.release,
        cure=Cure.FIXED,
        said_at=now,
        unconfirmed=said.unconfirmed,
    )


def told(notice: Notice, source: Source = NO_REPORT) -> NewJob:
    """The job to tell people."""
    return NewJob(JobKind.NOTIFY, source.request_id, source.fingerprint, notice=notice)


def advice_due(verdict: Verdict, source: Source = NO_REPORT, *, leased: bool = False) -> NewJob:
    """The job to advise on a ticket."""
    return NewJob(JobKind.ADVISE, source.request_id, source.fingerprint, verdict=verdict, leased=leased)


def match_due(source: Source, *, leased: bool = False) -> NewJob:
    """The job to match a ticket that was opened before it was compared with what is like it."""
    return NewJob(JobKind.MATCH, source.request_id, source.fingerprint, leased=leased)
