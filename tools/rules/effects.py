"""The effects of a verdict or an act on a ticket: events, severity, notices and jobs. Pure.

Every ticket store applies the same `Effects` inside its own transaction or swap, and writes every new ticket from the
same `NewTicket`, so no store has rules of its own.
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
from tools.rules.notices import notice_kind_of, notice_of, passed

SYSTEM = NOBODY
"""The actor when no person acted."""


@dataclass(frozen=True, slots=True)
class Source:
    """The report that caused something; its fields are empty if none did."""

    request_id: str = ""
    fingerprint: str = ""
    trace_id: str = ""
    """The id of the recorded trace that the report came with; empty if it came with none."""


NO_REPORT = Source()


@dataclass(frozen=True, slots=True)
class Effects:
    """All changes to one ticket from one cause, to be written together and in this order."""

    reopens: bool = False
    """The ticket is OPEN again and flapping; its resolve stays only on the timeline."""

    severity: Severity | None = None
    """The new severity; None leaves it as it is."""

    reported: Severity | None = None
    """The worst severity reported, for a ticket whose severity a person has set."""

    clears: int = 0
    """Bits of `pending` that are now done."""

    events: tuple[EventData, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    actor: str = SYSTEM


def opened(ticket: NewTicket, source: Source, now: float, *, live_run: bool) -> Effects:
    """A first report opened a ticket: announce it at once; a deferred match may be due."""
    fresh = announced(ticket.subject, source, now, live_run=live_run)
    match = (match_job(source),) if ticket.pending & pending.SEMANTIC else ()
    return Effects(events=(Opened(source.request_id, trace_id=source.trace_id),), jobs=(*fresh.jobs, *match))


def claimed(source: Source) -> Effects:
    """A first report opened a ticket that must still be compared with its rivals; it is `announced` after that.

    The process that claimed the fingerprint holds the match job. If it dies, the job completes the comparison.
    """
    return Effects(
        events=(Opened(source.request_id, trace_id=source.trace_id),), jobs=(match_job(source, leased=True),)
    )


def announced(
    ticket: Subject, source: Source, now: float, *, live_run: bool, regressed: Regressed | None = None
) -> Effects:
    """Tell people of a new ticket and make advice due; the live run that recorded it, if any, holds that job."""
    kind, verdict = NoticeKind.OPENED, Verdict.NEW
    if regressed is not None:
        kind, verdict = NoticeKind.REGRESSED, Verdict.REGRESSION
    job = notify_job(notice_of(ticket, kind, now, regressed or Opened(source.request_id)), source)
    return Effects(jobs=(job, advice_job(verdict, source, leased=live_run)))


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
    """A deferred match made a ticket the next generation of another problem."""
    event = Regressed(ticket.regression_of or "", opened_at)
    job = notify_job(notice_of(ticket, NoticeKind.REGRESSED, now, event))
    advice = (advice_job(Verdict.REGRESSION),) if advice_is_due else ()
    return Effects(events=(event, Joined(decision)), jobs=(job, *advice))


def counted(
    ticket: Subject, placement: Placement, moment: Moment, severity: Severity | None, source: Source, now: float
) -> Effects:
    """A report was counted on an existing ticket: it may be late, reopen the ticket or raise its severity."""
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
            jobs.append(notify_job(notice_of(ticket, NoticeKind.REOPENED, now, flapped), source))
    raised = escalated(ticket, severity, source, now)
    return replace(raised, reopens=placement.reopens, events=(*events, *raised.events), jobs=(*jobs, *raised.jobs))


def escalated(ticket: Subject, severity: Severity | None, source: Source, now: float, actor: str = SYSTEM) -> Effects:
    """Raise a ticket's severity if `severity` is worse than all reported before and worse than what a person set.

    People are told. If it is worse than the earlier reports but not than what a person set, it is only remembered.
    """
    if severity is None or not worsens(ticket.worst_reported, severity):
        return Effects(actor=actor)
    if not worsens(ticket.severity, severity):
        return Effects(reported=severity, actor=actor)
    change = Escalated(ticket.severity, severity, source.request_id)
    raised = notice_of(replace(ticket, severity=severity), NoticeKind.ESCALATED, now, change, actor)
    return Effects(severity=severity, events=(change,), jobs=(notify_job(raised, source),), actor=actor)


def severity_set(ticket: Subject, severity: Severity, reason: Redacted, actor: str, now: float) -> Effects:
    """A person set the severity; from now on only a report worse than all earlier ones raises it.

    People are told if it went up.
    """
    if severity == ticket.severity:
        return Effects(actor=actor)
    event = SeveritySet(ticket.severity, severity, reason)
    effects = Effects(severity=severity, reported=ticket.worst_reported, events=(event,), actor=actor)
    if not worsens(ticket.severity, severity):
        return effects
    change = Escalated(ticket.severity, severity)
    raised = notice_of(replace(ticket, severity=severity), NoticeKind.ESCALATED, now, change, actor)
    return replace(effects, jobs=(notify_job(raised),))


def absorbed(winner: Subject, loser: Subject, reason: Redacted, actor: str, now: float) -> Effects:
    """Another ticket was merged into this one."""
    raised = escalated(winner, loser.severity, NO_REPORT, now, actor)
    return replace(raised, events=(Absorbed(loser.incident_id, reason), *raised.events))


def split_off(part: Subject, origin: str, reason: Redacted, actor: str, source: Source, now: float) -> Effects:
    """A person split `part` off the ticket `origin`; advice for it is due."""
    parted = happened(part, Split(origin, reason), actor, now)
    return replace(parted, jobs=(*parted.jobs, advice_job(Verdict.NEW, source)))


def advised(ticket: Subject, advice: Advice | None, actor: str, now: float, *, again: bool) -> Effects:
    """Advice was stored; tell people."""
    event = Advised(advice is not None and advice.abstained, again)
    job = notify_job(notice_of(ticket, NoticeKind.ADVICE_READY, now, event, actor))
    return Effects(clears=pending.RUNBOOKS | pending.ADVICE, events=(event,), jobs=(job,), actor=actor)


def happened(ticket: Subject, event: EventData, actor: str, now: float) -> Effects:
    """Add one event to the timeline; tell people if events of its kind cause a notice."""
    kind = notice_kind_of(event)
    jobs = () if kind is None else (notify_job(notice_of(ticket, kind, now, event, actor)),)
    return Effects(events=(event,), jobs=jobs, actor=actor)


def grown(ticket: Subject, before: int, after: int, now: float) -> Effects:
    """A ticket grew from `before` to `after` occurrences; tell people at ten, a hundred, and so on."""
    reached = passed(before, after)
    if not reached:
        return Effects()
    return Effects(jobs=(notify_job(notice_of(ticket, NoticeKind.GROWN, now, occurrences=reached)),))


def closed(resolution: Resolution, now: float, last_event: float) -> Resolved:
    """Return the event that resolves a ticket whose last report is from `last_event`."""
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


def amended(resolved: Resolved, correction: Resolution, now: float) -> Resolved:
    """Return the corrected resolution: a fix, at the original time, with the original release unless it names one."""
    return replace(
        resolved,
        text=correction.text,
        by=correction.by,
        release=correction.release or resolved.release,
        cure=Cure.FIXED,
        said_at=now,
        unconfirmed=correction.unconfirmed,
    )


def notify_job(notice: Notice, source: Source = NO_REPORT) -> NewJob:
    """Return the job to tell people."""
    return NewJob(JobKind.NOTIFY, source.request_id, source.fingerprint, notice=notice)


def advice_job(verdict: Verdict, source: Source = NO_REPORT, *, leased: bool = False) -> NewJob:
    """Return the job to write advice for a ticket."""
    return NewJob(JobKind.ADVISE, source.request_id, source.fingerprint, verdict=verdict, leased=leased)


def match_job(source: Source, *, leased: bool = False) -> NewJob:
    """Return the job to match a ticket that was opened before it was compared with similar problems."""
    return NewJob(JobKind.MATCH, source.request_id, source.fingerprint, leased=leased)
