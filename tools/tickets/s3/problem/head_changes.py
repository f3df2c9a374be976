"""Writes effects into a head: tickets, events and jobs."""

from tools.ids import time_prefix
from tools.nouns import pending
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import Status
from tools.nouns.jobs import LIVE_RUN_LEASE_SECONDS, JobKind, NewJob
from tools.nouns.severity import Severity
from tools.rules.effects import Effects, Source, advice_job, announced
from tools.rules.new_tickets import NewTicket, Subject
from tools.rules.preconditions import TicketState
from tools.tickets.s3.problem.lineage import Lineage, QueuedJob, Ticket


def subject_of(lineage: Lineage, ticket: Ticket) -> Subject:
    """What the rules read of a ticket."""
    return Subject(
        tenant=lineage.tenant,
        incident_id=ticket.id,
        root_id=lineage.id,
        generation=ticket.number,
        service=lineage.service,
        environment=lineage.environment,
        title=ticket.title,
        severity=ticket.worst,
        reported=None if ticket.reported is None else Severity(ticket.reported),
        regression_of=ticket.regression_of,
        flapping=ticket.flapping,
        recovered=ticket.recovered,
        labels=ticket.labels,
    )


def state_of(lineage: Lineage, incident_id: str, merged_root: str | None) -> TicketState:
    """The ticket's state for the preconditions of acts; `merged_root` comes from `Heads.merged_root`."""
    ticket = lineage.one(incident_id)
    return TicketState(
        incident_id=incident_id,
        status=Status(ticket.status),
        head_id=lineage.head.id,
        merged_root=merged_root if ticket.merged_into else None,
        resolved_as=ticket.resolution["text"] if ticket.resolution else None,
        recovered=ticket.recovered,
        unconfirmed=bool(ticket.resolution and ticket.resolution.get("unconfirmed")),
    )


def ticket_of(made: NewTicket) -> Ticket:
    """A new ticket as heads store it."""
    return Ticket(
        id=made.subject.incident_id,
        number=made.subject.generation,
        severity=int(made.subject.severity),
        title=made.subject.title,
        release=made.release,
        opened_at=made.opened_at,
        pending=made.pending,
        regression_of=made.subject.regression_of,
        labels=dict(made.subject.labels),
        grown=1,
    )


def apply(lineage: Lineage, incident_id: str, effects: Effects, now: float) -> None:
    """Write the changes that follow from an act or a report on a ticket."""
    ticket = lineage.one(incident_id)
    if effects.reopens:
        ticket.status, ticket.flapping = Status.OPEN.value, True
        ticket.resolved_at = ticket.fixed_release = ticket.resolution = None
    if effects.severity is not None:
        ticket.severity, ticket.reported = int(effects.severity), None
    if effects.reported is not None:
        ticket.reported = int(effects.reported)
    ticket.pending &= ~effects.clears
    for event in effects.events:
        lineage.event(ticket.id, now, effects.actor, event)
    for job in effects.jobs:
        enqueue(lineage, ticket.id, job, now)


def enqueue(lineage: Lineage, incident_id: str, job: NewJob, now: float) -> None:
    """Add a job to the head. Job ids sort by time and, within a millisecond, by number."""
    lineage.jobs_made += 1
    moment = time_prefix(now)
    queued = QueuedJob(job.kind, incident_id, job.request_id, job.fingerprint, job.payload)
    if job.leased:
        queued.attempts, queued.leased_at, queued.leased_until = 1, now, now + LIVE_RUN_LEASE_SECONDS
    if job.timer is not None:
        queued.due, queued.leased_at = job.timer.due, now
    lineage.jobs[f"{moment}.{lineage.jobs_made:06}.{lineage.id}"] = queued


def drop(lineage: Lineage, incident_id: str, kind: JobKind) -> None:
    """Delete a ticket's jobs of a kind."""
    for job_id in [name for name, job in lineage.jobs.items() if (job.ticket, job.kind) == (incident_id, kind)]:
        del lineage.jobs[job_id]


def add_generation(lineage: Lineage, made: NewTicket, effects: Effects, now: float) -> Ticket:
    """Open a lineage's next ticket and queue the notices in `effects`."""
    ticket = ticket_of(made)
    lineage.tickets.append(ticket)
    lineage.announcement_made = True
    apply(lineage, ticket.id, effects, now)
    return ticket


def announce_first(lineage: Lineage, source: Source, now: float, *, live_run: bool = True) -> None:
    """Announce a new problem that remains after the comparison with its rivals: queue its notice and its advice.

    A process that finishes the opening of another one cannot distinguish a dead run from a slow one, so the run keeps
    its lease.
    """
    ticket = lineage.tickets[0]
    drop(lineage, ticket.id, JobKind.MATCH)
    ticket.pending &= ~pending.SEMANTIC
    if ticket.live and not lineage.announcement_made:
        lineage.announcement_made = True
        told = announced(subject_of(lineage, ticket), source, now, live_run=live_run)
        apply(lineage, ticket.id, told, now)


def skip_announcement(lineage: Lineage, now: float) -> None:
    """Queue only the advice: people already know of the ticket, from their own act or from a problem it took over."""
    if not lineage.announcement_made:
        lineage.announcement_made = True
        enqueue(lineage, lineage.head.id, advice_job(Verdict.NEW), now)
