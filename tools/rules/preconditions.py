"""In which state a ticket allows which act: the preconditions of every act. Pure."""

from dataclasses import dataclass

from tools.errors import Conflict
from tools.nouns.incidents import Resolution, Status


@dataclass(frozen=True, slots=True)
class TicketState:
    """The facts about a ticket that the preconditions read."""

    incident_id: str
    status: Status
    head_id: str
    """Its lineage's newest ticket."""
    merged_root: str | None = None
    """The ticket that a merged one ended up in."""
    resolved_as: str | None = None
    """The text of its resolution."""
    recovered: bool = False
    """True if it was resolved because its alerts ended: a person may still say what fixed it."""
    unconfirmed: bool = False
    """True if its resolution comes from a machine: a person who gives the same text confirms it."""


def may_resolve(ticket: TicketState, resolution: Resolution) -> bool:
    """True to resolve it, add what fixed a recovered one, or confirm; False if it already has this resolution.

    Raises Conflict otherwise, naming the call that corrects a resolution.
    """
    refuse_merged(ticket)
    if ticket.status is not Status.RESOLVED or ticket.recovered:
        return True
    if ticket.resolved_as == resolution.text:
        return ticket.unconfirmed and not resolution.unconfirmed
    way = f"PATCH /incidents/{ticket.incident_id}/resolution"
    raise Conflict(
        f"{ticket.incident_id} is already resolved, with another text: "
        f"to correct it, use {way} or `incident-responder amend`",
        status=ticket.status.value,
        amend=way,
    )


def check_amend(ticket: TicketState) -> None:
    """Allow any resolved ticket to be amended. Raises Conflict naming the root or the state."""
    refuse_merged(ticket)
    if ticket.status is not Status.RESOLVED:
        raise Conflict(
            f"{ticket.incident_id} is {ticket.status.value}: there is no resolution to amend",
            status=ticket.status.value,
        )


def check_reopen(ticket: TicketState) -> None:
    """Allow a problem's newest ticket to be reopened if it is resolved. Raises Conflict naming root, head or state."""
    refuse_merged(ticket)
    require_head(ticket)
    if ticket.status is not Status.RESOLVED:
        raise Conflict(f"{ticket.incident_id} is {ticket.status.value}: it is not resolved", status=ticket.status.value)


def may_acknowledge(ticket: TicketState) -> bool:
    """True to acknowledge it; False if it already is. Raises Conflict if it is not live."""
    refuse_merged(ticket)
    if ticket.status is Status.RESOLVED:
        raise Conflict(
            f"{ticket.incident_id} is resolved; its problem continues as {ticket.head_id}", head=ticket.head_id
        )
    return ticket.status is Status.OPEN


def may_give_back(ticket: TicketState) -> bool:
    """True to undo its acknowledgement; False if it has none. Raises Conflict if it is not live."""
    return not may_acknowledge(ticket)


def check_merge(loser: TicketState, winner: TicketState) -> None:
    """Allow a lineage's head to be merged into another's live head. Raises Conflict naming the head or the state."""
    if loser.incident_id == winner.incident_id:
        raise Conflict(f"{loser.incident_id} cannot be merged into itself")
    for ticket in (loser, winner):
        refuse_merged(ticket)
        require_head(ticket)
    if not winner.status.live:
        raise Conflict(
            f"{winner.incident_id} is {winner.status.value}: merge into a live incident", status=winner.status
        )


def check_split(ticket: TicketState) -> None:
    """Allow only a lineage's head to be split: later reports go to it. Raises Conflict naming the head or the root."""
    refuse_merged(ticket)
    require_head(ticket)


def refuse_merged(ticket: TicketState) -> None:
    """Raise Conflict naming the root if the ticket was merged away."""
    if ticket.status is Status.MERGED:
        raise Conflict(f"{ticket.incident_id} was merged into {ticket.merged_root}", root=ticket.merged_root)


def require_head(ticket: TicketState) -> None:
    """Raise Conflict naming the head if the ticket is an earlier generation."""
    if ticket.incident_id != ticket.head_id:
        raise Conflict(
            f"{ticket.incident_id} is not the newest ticket of its problem: use {ticket.head_id}", head=ticket.head_id
        )


def status_after_split(resolved: bool) -> Status:
    """Return the status of a part that is split off: open, unless it had been resolved before it was merged."""
    return Status.RESOLVED if resolved else Status.OPEN
