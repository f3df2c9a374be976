"""What people and workers do to a head: pure changes, each one event on the timeline."""

from tools.nouns.event_json import event_to_json
from tools.nouns.events import Acknowledged
from tools.nouns.incidents import Dossier, Resolution, Status
from tools.nouns.jobs import JobKind
from tools.rules.effects import advised, closed
from tools.rules.standing import Standing, may_acknowledge, may_resolve
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.outstanding import apply, drop, subject_of


def standing(lineage: Lineage, ticket: Ticket, merged_root: str | None = None) -> Standing:
    """A ticket's place among its relatives, for the preconditions."""
    return Standing(
        incident_id=ticket.id,
        status=Status(ticket.status),
        head_id=lineage.head.id,
        merged_root=merged_root if ticket.merged_into else None,
        resolved_by=ticket.resolution["by"] if ticket.resolution else None,
    )


def close(
    lineage: Lineage,
    incident_id: str,
    resolution: Resolution,
    actor: str,
    now: float,
    last_event: float,
    root: str | None,
) -> bool:
    """Resolve a ticket. False: this same `by` closed it already. Raises Conflict."""
    ticket = lineage.one(incident_id)
    if not may_resolve(standing(lineage, ticket, root), resolution.by):
        return False
    resolved = closed(resolution, now, last_event)
    ticket.status, ticket.resolved_at, ticket.closed_at = Status.RESOLVED.value, resolved.at, now
    ticket.fixed_release, ticket.resolution = resolution.release, event_to_json(resolved)
    lineage.event(ticket.id, now, actor, resolved)
    return True


def acknowledge(lineage: Lineage, incident_id: str, actor: str, now: float, root: str | None) -> None:
    """OPEN → ACKNOWLEDGED; a repeat changes nothing. Raises Conflict when it is not live."""
    ticket = lineage.one(incident_id)
    if may_acknowledge(standing(lineage, ticket, root)):
        ticket.status = Status.ACKNOWLEDGED.value
        lineage.event(ticket.id, now, actor, Acknowledged())


def keep_advice(
    lineage: Lineage, incident_id: str, number: int, dossier: Dossier, actor: str, now: float, *, again: bool
) -> bool:
    """The stored dossier `number` is this ticket's from here on. False: there is one already."""
    ticket = lineage.one(incident_id)
    drop(lineage, incident_id, JobKind.ADVISE)
    if ticket.advice and not again:
        return False
    ticket.advice = number
    apply(lineage, incident_id, advised(subject_of(lineage, ticket), dossier.advice, actor, now, again=again), now)
    return True
