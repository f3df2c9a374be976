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
    Split,
)
from tools.nouns.incidents import Resolution
from tools.nouns.jobs import JobKind, NewJob
from tools.nouns.knowledge import Advice
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity
from tools.rules.lifecycle import Moment, Placement, resolve_moment, worsens
from tools.rules.new_tickets import NewTicket, Subject

SYSTEM = "system"
"""The actor of what no person did."""


@dataclass(frozen=True, slots=True)
class Source:
    """The report that something follows from; empty when it follows from none."""

    request_id: str = ""
    fingerprint: str = ""


NO_REPORT = Source()


@dataclass(frozen=True, slots=True)
class Effects:
    """What one occasion changes on one ticket, to be written together and in this order."""

    reopens: bool = False
    """The ticket is OPEN again and flapping; its resolve stays on the timeline only."""

    severity: Severity | None = None
    """The new severity; None leaves it."""

    settles: int = 0
    """Bits of `pending` that are no longer waited for."""

    events: tuple[EventData, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    actor: str = SYSTEM


def opened(ticket: NewTicket, source: Source, now: float, *, live_run: bool) -> Effects:
    """A first report opened a ticket: people are told at once, and a match that was put off is due."""
    told = announced(ticket.subject, Verdict.NEW, source, now, live_run=live_run)
    match = (match_due(source),) if ticket.pending & pending.SEMANTIC else ()
    return Effects(events=(Opened(source.request_id),), jobs=(*told.jobs, *match))


def claimed(source: Source) -> Effects:
    """A first report opened a ticket that is still to be compared with its rivals: it is `announced` afterwards.

    The match job belongs to whoever claimed it, and finishes the comparison if that process dies.
    """
    return Effects(events=(Opened(source.request_id),), jobs=(match_due(source, leased=True),))


def announced(ticket: Subject, verdict: Verdict, source: Source, now: float, *, live_run: bool) -> Effects:
    """People are told of a fresh ticket, and advice is due: to the live run that recorded it, if there is one."""
    told = notice(ticket, NoticeKind(verdict.value), now, source)
    return Effects(jobs=(told, advice_due(verdict, source, leased=live_run)))


def regressed(ticket: NewTicket, source: Source, now: float, *, live_run: bool, moved: int = 0) -> Effects:
    """A new generation was opened: by one report, or by `moved` stored ones, of which `source` is the first."""
    subject, request_id = ticket.subject, "" if moved else source.request_id
    event = Regressed(subject.regression_of or "", ticket.opened_at, request_id=request_id, moved=moved)
    told = announced(subject, Verdict.REGRESSION, source, now, live_run=live_run)
    return replace(told, events=(event,))


def became_next(ticket: Subject, opened_at: float, decision: Decision, now: float, *, advice_is_due: bool) -> Effects:
    """A late match made a ticket the next generation of another problem."""
    told = notice(ticket, NoticeKind.REGRESSION, now)
    advice = (advice_due(Verdict.REGRESSION),) if advice_is_due else ()
    return Effects(events=(Regressed(ticket.regression_of or "", opened_at), Joined(decision)), jobs=(told, *advice))


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
        events.append(Reopened(moment.known))
        if not ticket.flapping:  # people are told once
            jobs.append(notice(ticket, NoticeKind.FLAPPING, now, source))
    raised = escalated(ticket, severity, source, now)
    return replace(raised, reopens=placement.reopens, events=(*events, *raised.events), jobs=(*jobs, *raised.jobs))


def escalated(ticket: Subject, severity: Severity | None, source: Source, now: float, actor: str = SYSTEM) -> Effects:
    """What joined a ticket raises its severity if it is worse; people are told."""
    if severity is None or not worsens(ticket.severity, severity):
        return Effects(actor=actor)
    change = Escalated(ticket.severity, severity, source.request_id)
    told = notice(replace(ticket, severity=severity), NoticeKind.ESCALATED, now, source, change)
    return Effects(severity=severity, events=(change,), jobs=(told,), actor=actor)


def absorbed(winner: Subject, loser: Subject, reason: Redacted, actor: str, now: float) -> Effects:
    """Another ticket was merged into this one."""
    raised = escalated(winner, loser.severity, NO_REPORT, now, actor)
    return replace(raised, events=(Absorbed(loser.incident_id, reason), *raised.events))


def split_off(origin: str, reason: Redacted, actor: str, source: Source) -> Effects:
    """A person made a part of the ticket `origin` a ticket of its own; advice for it is due."""
    return Effects(events=(Split(origin, reason),), jobs=(advice_due(Verdict.NEW, source),), actor=actor)


def advised(ticket: Subject, advice: Advice | None, actor: str, now: float, *, again: bool) -> Effects:
    """Advice was stored; people are told."""
    return Effects(
        settles=pending.RUNBOOKS | pending.ADVICE,
        events=(Advised(advice is not None and advice.abstained, again),),
        jobs=(notice(ticket, NoticeKind.ADVICE_READY, now),),
        actor=actor,
    )


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


def notice(
    ticket: Subject, kind: NoticeKind, now: float, source: Source = NO_REPORT, escalation: Escalated | None = None
) -> NewJob:
    """The job to tell people of a ticket as it is now."""
    told = Notice(
        kind=kind,
        at=now,
        tenant=ticket.tenant,
        incident_id=ticket.incident_id,
        root_id=ticket.root_id,
        service=ticket.service,
        environment=ticket.environment,
        title=ticket.title,
        severity=ticket.severity,
        regression_of=ticket.regression_of,
        escalation=escalation,
    )
    return NewJob(JobKind.NOTIFY, source.request_id, source.fingerprint, notice=told)


def advice_due(verdict: Verdict, source: Source = NO_REPORT, *, leased: bool = False) -> NewJob:
    """The job to advise on a ticket."""
    return NewJob(JobKind.ADVISE, source.request_id, source.fingerprint, verdict=verdict, leased=leased)


def match_due(source: Source, *, leased: bool = False) -> NewJob:
    """The job to match a ticket that was opened before it was compared with what is like it."""
    return NewJob(JobKind.MATCH, source.request_id, source.fingerprint, leased=leased)
