"""What reports do to a head: pure changes, applied again on a fresh head whenever a race was lost."""

from tools.ids import new_incident_id
from tools.nouns.decisions import Decision, Verdict
from tools.nouns.events import Joined
from tools.rules import decisions
from tools.rules.effects import claimed, counted, opened, regressed
from tools.rules.lifecycle import place
from tools.rules.new_tickets import Subject, first_ticket, next_ticket
from tools.rules.titles import title_of
from tools.tickets.s3.problem.beginnings import add_generation
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.outstanding import apply, subject_of, ticket_of
from tools.tickets.s3.recording.order import Order, Placed


def birth(order: Order, decision: Decision, now: float, *, searched: bool) -> tuple[Lineage, Placed]:
    """The head of a new problem, and the first report's place on it.

    A searched one is announced only when its claim was compared with its rivals (`announce_first`); until then it carries a
    leased match job, which finishes the comparison if this process dies.
    """
    report, opened_at = order.report, order.moment.known
    made = first_ticket(new_incident_id(now), report, order.profile, opened_at, order.policy, searched=searched)
    lineage = Lineage(
        made.subject.root_id, report.tenant, report.service, report.environment, [ticket_of(made)],
        fingerprints=[order.fingerprint], announcement_made=not searched,
    )  # fmt: skip
    follows = claimed(order.source) if searched else opened(made, order.source, now, live_run=order.mode.live_run)
    apply(lineage, lineage.id, follows, now)
    return lineage, Placed(lineage.id, 1, decision)


def put_on(lineage: Lineage, order: Order, now: float) -> Placed:
    """Place one report of a known lineage; what it changes is written into the given object."""
    refires = lineage.refires if order.policy.flap_count else ()
    placement = place(lineage.generations(), order.report, order.policy, refires)
    old = lineage.tickets[placement.generation.number - 1]
    found = decisions.placed(order.found, placement, old.worst, order.report.severity, order.policy)
    decision = order.decided(found)
    ticket, subject = old, subject_of(lineage, old)
    if placement.verdict is Verdict.REGRESSION:
        ticket = _recur(lineage, subject, order, now)
    else:
        follows = counted(subject, placement, order.moment, order.report.severity, order.source, now)
        apply(lineage, old.id, follows, now)
    if order.joins and order.fingerprint not in lineage.fingerprints:
        lineage.fingerprints.append(order.fingerprint)
        lineage.event(ticket.id, now, "system", Joined(decision, order.report.request_id))
    return Placed(ticket.id, ticket.number, decision)


def _recur(lineage: Lineage, old: Subject, order: Order, now: float) -> Ticket:
    """Open the lineage's next generation."""
    made = next_ticket(
        old,
        new_incident_id(now),
        order.report.severity,
        order.policy,
        title=title_of(order.profile, order.report.log),
        release=order.report.release,
        opened_at=order.moment.known,
    )
    return add_generation(lineage, made, regressed(made, order.source, now, live_run=order.mode.live_run), now)
