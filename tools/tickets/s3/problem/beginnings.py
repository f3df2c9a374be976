"""How a ticket begins: its id, the next generation of its lineage, and when people are told of it."""

from ulid import ULID

from tools.nouns.decisions import Verdict
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.outstanding import ADVISE, FRESH, MATCH, PENDING, drop, enqueue, tell


def new_incident_id(now: float) -> str:
    """`inc_` and a ULID: sortable by time, unique by 80 random bits."""
    return f"inc_{ULID.from_timestamp(max(now, 0.0))}"


def next_generation(
    lineage: Lineage, old: Ticket, severity: Severity, title: Redacted, release: Redacted | None, at: float, now: float
) -> Ticket:
    """Add a lineage's next ticket."""
    ticket = Ticket(
        id=new_incident_id(now),
        number=old.number + 1,
        severity=int(severity),
        title=title,
        release=release,
        opened_at=at,
        pending=FRESH,
        regression_of=old.id,
    )
    lineage.tickets.append(ticket)
    lineage.refires.append(at)
    return ticket


def settled(lineage: Lineage, request_id: str, fingerprint: str, now: float, *, live_run: bool = True) -> None:
    """A new problem was compared with its rivals: it stands, so people are told and advice is due.

    Whoever finishes another's opening cannot tell a dead run from a slow one, and leaves it its lease.
    """
    ticket = lineage.tickets[0]
    drop(lineage, ticket, MATCH)
    ticket.pending &= ~PENDING["semantic"]
    if ticket.live and not lineage.announcement_made:
        announce(lineage, ticket, request_id, fingerprint, Verdict.NEW, now, live_run=live_run)


def told_already(lineage: Lineage, now: float) -> None:
    """People know of it by what they did, or by a problem it took over: only the advice is still due."""
    if lineage.announcement_made:
        return
    lineage.announcement_made = True
    enqueue(lineage, ADVISE, lineage.head, now, {"verdict": Verdict.NEW.value})


def announce(
    lineage: Lineage, ticket: Ticket, request_id: str, fingerprint: str, verdict: Verdict, now: float, *, live_run: bool
) -> None:
    """Queue what a fresh ticket needs: people told, and advice, by the live run if there is one."""
    lineage.announcement_made = True
    tell(lineage, ticket, verdict.value, now, request_id=request_id, fingerprint=fingerprint)
    payload = {"verdict": verdict.value}
    enqueue(lineage, ADVISE, ticket, now, payload, request_id=request_id, fingerprint=fingerprint, leased=live_run)
