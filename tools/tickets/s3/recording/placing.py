"""What reports do to a head: pure changes, applied again on a fresh head whenever a race was lost."""

from typing import Any

from tools.nouns.decisions import Verdict
from tools.nouns.event_json import event_to_json
from tools.nouns.events import CountedLate, Escalated, Joined, Opened, Regressed, Reopened
from tools.nouns.incidents import Status
from tools.rules import decisions
from tools.rules.lifecycle import Moment, Placement, first_severity, place, recurrence_severity, worsens
from tools.rules.titles import title_of
from tools.tickets.s3.problem.beginnings import announce, new_incident_id, next_generation
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.outstanding import FRESH, MATCH, PENDING, enqueue, tell
from tools.tickets.s3.recording.order import Order, Placed


def birth(order: Order, decision: dict[str, Any], now: float, *, searched: bool) -> tuple[Lineage, Placed]:
    """The head of a new problem, and the first report's place on it.

    A searched one is announced only when its claim was compared with its rivals (`settled`); until then it carries a
    leased match job, which finishes the comparison if this process dies.
    """
    report = order.report
    incident_id = new_incident_id(now)
    ticket = Ticket(
        id=incident_id,
        number=1,
        severity=int(first_severity(report, order.policy)),
        title=title_of(order.profile, report.log),
        release=report.release,
        opened_at=order.moment.known,
        pending=FRESH | (0 if searched else PENDING["semantic"]),
    )
    lineage = Lineage(incident_id, report.tenant, report.service, report.environment, [ticket])
    lineage.fingerprints.append(order.fingerprint)
    lineage.event(incident_id, now, "system", Opened(report.request_id))
    rid, fingerprint = report.request_id, order.fingerprint
    enqueue(lineage, MATCH, ticket, now, {}, request_id=rid, fingerprint=fingerprint, leased=searched)
    if not searched:
        announce(lineage, ticket, rid, fingerprint, Verdict.NEW, now, live_run=order.mode.live_run)
    return lineage, Placed(Verdict.NEW, incident_id, 1, None, decision)


def put_on(lineage: Lineage, order: Order, now: float) -> Placed:
    """Place one report of a known lineage; what it changes is written into the given object."""
    refires = lineage.refires if order.policy.flap_count else ()
    placement = place(lineage.generations(), order.report, order.policy, refires)
    assert placement.generation is not None
    old = lineage.tickets[placement.generation.number - 1]
    decision = order.decide(placement.verdict, old.id, placement.late)
    decisions.with_policy(decision, order.policy, order.mode, clamped=order.moment.clamped)
    ticket = old
    if placement.verdict is Verdict.REGRESSION:
        ticket = _recur(lineage, old, order, now)
    else:
        _join(lineage, old, order, placement, now)
    if order.joins and order.fingerprint not in lineage.fingerprints:
        lineage.fingerprints.append(order.fingerprint)
        lineage.event(ticket.id, now, "system", Joined(decision, order.report.request_id))
    return Placed(placement.verdict, ticket.id, ticket.number, placement.late, decision)


def _recur(lineage: Lineage, old: Ticket, order: Order, now: float) -> Ticket:
    """Open the lineage's next generation."""
    report, at = order.report, order.moment.known
    severity = recurrence_severity(report.severity, order.policy)
    ticket = next_generation(lineage, old, severity, title_of(order.profile, report.log), report.release, at, now)
    lineage.event(ticket.id, now, "system", Regressed(old.id, at, request_id=report.request_id))
    live_run = order.mode.live_run
    announce(lineage, ticket, report.request_id, order.fingerprint, Verdict.REGRESSION, now, live_run=live_run)
    return ticket


def _join(lineage: Lineage, ticket: Ticket, order: Order, placement: Placement, now: float) -> None:
    """What a joined report changes on its ticket besides being counted."""
    report, moment = order.report, order.moment
    if placement.late:
        late = CountedLate(report.request_id, placement.late.value, moment.at)
        lineage.event(ticket.id, now, "system", late)
    if placement.reopens:
        _reopen(lineage, ticket, report.request_id, moment, now)
    if report.severity is not None and worsens(ticket.worst, report.severity):
        change = Escalated(ticket.worst, report.severity, report.request_id)
        ticket.severity = int(report.severity)
        lineage.event(ticket.id, now, "system", change)
        tell(lineage, ticket, "escalated", now, **event_to_json(change))


def _reopen(lineage: Lineage, ticket: Ticket, request_id: str, moment: Moment, now: float) -> None:
    """Flap damping: the same ticket is live again; its resolves stay on the timeline. People are told once."""
    told, ticket.flapping = ticket.flapping, True
    ticket.status = Status.OPEN.value
    ticket.resolved_at = ticket.fixed_release = ticket.resolution = None
    lineage.refires.append(moment.known)
    lineage.event(ticket.id, now, "system", Reopened(moment.known))
    if not told:
        tell(lineage, ticket, "flapping", now, request_id=request_id)
