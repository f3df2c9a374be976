"""How a ticket begins in its head, and when people are told of it."""

from tools.nouns import pending
from tools.nouns.decisions import Verdict
from tools.nouns.jobs import JobKind
from tools.rules.effects import Effects, Source, advice_due, announced
from tools.rules.new_tickets import NewTicket
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.outstanding import apply, drop, enqueue, subject_of, ticket_of


def add_generation(lineage: Lineage, made: NewTicket, effects: Effects, now: float) -> Ticket:
    """Open a lineage's next ticket; `effects` tell people of it."""
    ticket = ticket_of(made)
    lineage.tickets.append(ticket)
    lineage.announcement_made = True
    apply(lineage, ticket.id, effects, now)
    return ticket


def announce_first(lineage: Lineage, source: Source, now: float, *, live_run: bool = True) -> None:
    """A new problem was compared with its rivals and stands: people are told, and advice is due.

    Whoever finishes another's opening cannot tell a dead run from a slow one, and leaves it its lease.
    """
    ticket = lineage.tickets[0]
    drop(lineage, ticket.id, JobKind.MATCH)
    ticket.pending &= ~pending.SEMANTIC
    if ticket.live and not lineage.announcement_made:
        lineage.announcement_made = True
        told = announced(subject_of(lineage, ticket), Verdict.NEW, source, now, live_run=live_run)
        apply(lineage, ticket.id, told, now)


def skip_announcement(lineage: Lineage, now: float) -> None:
    """People know of it by what they did, or by a problem it took over: only the advice is still due."""
    if not lineage.announcement_made:
        lineage.announcement_made = True
        enqueue(lineage, lineage.head.id, advice_due(Verdict.NEW), now)
