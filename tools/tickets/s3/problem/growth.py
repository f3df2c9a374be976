"""Announces once that a ticket reached ten occurrences, a hundred, and so on, whichever process counted it."""

from tools.rules.effects import grown
from tools.rules.notices import passed
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.head_changes import apply, subject_of
from tools.tickets.s3.problem.lineage import Lineage, Ticket


async def tell_growth(parts: Parts, lineage: Lineage, incident_id: str, before: int, after: int) -> None:
    """Queue a notice if a live ticket passed a milestone; only that costs a swap.

    Two processes that count at the same time both see the sum, so the head stores the milestone that was announced.
    `before` serves tickets of earlier builds, whose heads do not store it.
    """
    if not _passed(lineage.one(incident_id), before, after):
        return
    now = parts.clock()
    await parts.heads.change(
        lineage.tenant, lineage.id, lambda head: note_growth(head, incident_id, before, after, now)
    )


def note_growth(head: Lineage, incident_id: str, before: int, after: int, now: float) -> None:
    """Do the same within a swap."""
    found = head.ticket(incident_id)
    if found is not None and (reached := _passed(found, before, after)):
        apply(head, incident_id, grown(subject_of(head, found), reached - 1, after, now), now)
        found.grown = reached


def _passed(ticket: Ticket, before: int, after: int) -> int:
    return passed(ticket.grown or before, after) if ticket.live else 0
