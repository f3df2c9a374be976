"""What a report becomes: the ticket it opens or is counted on, its decision, and what follows."""

from dataclasses import dataclass

from tools.ids import new_incident_id
from tools.nouns.decisions import Decision, Verdict
from tools.rules import decisions
from tools.rules.effects import Effects, claimed, counted, opened, regressed
from tools.rules.lifecycle import Placement
from tools.rules.new_tickets import NewTicket, Subject, first_ticket, next_ticket
from tools.rules.titles import title_of
from tools.tickets.shared.orders import Order


@dataclass(frozen=True, slots=True)
class Outcome:
    """To be written together."""

    decision: Decision
    effects: Effects
    """On the ticket that is opened, else on the one that the report is counted on."""
    opens: NewTicket | None = None
    """None: the report is counted on the ticket where it belongs."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first report of a problem: to be written together."""

    decision: Decision
    effects: Effects
    ticket: NewTicket


def of_known(order: Order, found: Decision, placement: Placement, old: Subject, now: float) -> Outcome:
    """A report of a known problem. `found`: how its lineage was found; `old`: the ticket it was placed on."""
    report = order.report
    decision = order.decided(decisions.placed(found, placement, old.severity, report.severity, order.policy))
    if placement.verdict is not Verdict.REGRESSION:
        return Outcome(decision, counted(old, placement, order.moment, report.severity, order.source, now))
    ticket = next_ticket(
        old,
        new_incident_id(now),
        report.severity,
        order.policy,
        title=title_of(order.profile, report.log),
        release=report.release,
        opened_at=order.moment.known,
    )
    return Outcome(decision, regressed(ticket, order.source, now, live_run=order.mode.live_run), ticket)


def of_new(order: Order, found: Decision, now: float, *, searched: bool, claims: bool = False) -> Opening:
    """A report of a problem that is not stored. `claims`: it is compared with its rivals before people are told."""
    ticket = first_ticket(
        new_incident_id(now), order.report, order.profile, order.moment.known, order.policy, searched=searched
    )
    told = claimed(order.source) if claims else opened(ticket, order.source, now, live_run=order.mode.live_run)
    return Opening(order.decided(found), told, ticket)
