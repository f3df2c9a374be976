"""What people and workers do to a head: pure changes, each one event on the timeline."""

from tools.nouns.event_json import event_to_json
from tools.nouns.events import Acknowledged, Advised, Resolved
from tools.nouns.incidents import Resolution, Status
from tools.rules.lifecycle import resolve_moment
from tools.rules.standing import Standing, may_acknowledge, may_resolve
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.outstanding import ADVISE, PENDING, drop, tell


def standing(lineage: Lineage, ticket: Ticket, merged_root: str | None = None) -> Standing:
    """A ticket's place among its relatives, for the preconditions."""
    return Standing(
        incident_id=ticket.id,
        status=Status(ticket.status),
        head_id=lineage.head.id,
        merged_root=merged_root if ticket.merged_into else None,
        resolved_by=ticket.resolution["by"] if ticket.resolution else None,
    )


def one(lineage: Lineage, incident_id: str) -> Ticket:
    """A ticket that its lineage is known to have."""
    ticket = lineage.ticket(incident_id)
    assert ticket is not None
    return ticket


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
    ticket = one(lineage, incident_id)
    if not may_resolve(standing(lineage, ticket, root), resolution.by):
        return False
    moment = resolve_moment(resolution.at, now, last_event)
    resolved = Resolved(resolution.text, resolution.by, moment.known, resolution.release, clamped=moment.clamped)
    ticket.status, ticket.resolved_at, ticket.closed_at = Status.RESOLVED.value, moment.known, now
    ticket.fixed_release, ticket.resolution = resolution.release, event_to_json(resolved)
    lineage.event(ticket.id, now, actor, resolved)
    return True


def acknowledge(lineage: Lineage, incident_id: str, actor: str, now: float, root: str | None) -> None:
    """OPEN → ACKNOWLEDGED; a repeat changes nothing. Raises Conflict when it is not live."""
    ticket = one(lineage, incident_id)
    if may_acknowledge(standing(lineage, ticket, root)):
        ticket.status = Status.ACKNOWLEDGED.value
        lineage.event(ticket.id, now, actor, Acknowledged())


def advised(
    lineage: Lineage, incident_id: str, number: int, actor: str, now: float, *, again: bool, abstained: bool
) -> bool:
    """The stored dossier `number` is this ticket's from here on. False: there is one already."""
    ticket = one(lineage, incident_id)
    drop(lineage, ticket, ADVISE)
    if ticket.advice and not again:
        return False
    ticket.advice = number
    ticket.pending &= ~(PENDING["runbooks"] | PENDING["advice"])
    lineage.event(ticket.id, now, actor, Advised(abstained, again))
    tell(lineage, ticket, "advice-ready", now)
    return True
