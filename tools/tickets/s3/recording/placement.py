"""What reports do to a head: pure changes, applied again on a fresh head whenever a race was lost."""

from dataclasses import dataclass

from tools.ids import new_incident_id
from tools.nouns.decisions import Decision
from tools.nouns.events import Joined
from tools.rules import outcomes
from tools.rules.effects import SYSTEM
from tools.rules.lifecycle import place
from tools.tickets.s3.problem.head_changes import add_generation, apply, subject_of, ticket_of
from tools.tickets.s3.problem.lineage import Lineage


@dataclass(frozen=True, slots=True)
class Order(outcomes.Order):
    """A report and how its lineage was found; where it belongs there is decided on the head."""

    found: Decision
    joins: bool = False
    """Its fingerprint is new to that lineage."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a report went in one version of the head."""

    incident_id: str
    generation: int
    decision: Decision

    def still_holds(self, lineage: Lineage) -> bool:
        """Is this, seen after the occurrence was written, still where the report belongs?"""
        ticket = lineage.ticket(self.incident_id)
        return lineage.into is None and ticket is not None and (self.decision.late is not None or ticket.live)


def new_lineage(order: Order, found: Decision, now: float) -> tuple[Lineage, Placed]:
    """The head of a new problem, and the first report's place on it.

    A searched one is announced only after its claim was compared with its rivals (`announce_first`); until then it
    carries a leased match job, which finishes the comparison if this process dies.
    """
    report = order.report
    opening = outcomes.of_new(order, found, new_incident_id(now), now, claims=order.searched)
    lineage = Lineage(
        opening.ticket.subject.root_id, report.tenant, report.service, report.environment, [ticket_of(opening.ticket)],
        fingerprints=[order.fingerprint], announcement_made=not order.searched,
    )  # fmt: skip
    apply(lineage, lineage.id, opening.effects, now)
    return lineage, Placed(lineage.id, 1, opening.decision)


def put_on(lineage: Lineage, order: Order, now: float) -> Placed:
    """Place one report of a known lineage; what it changes is written into the given object."""
    refires = lineage.refires if order.policy.flap_count else ()
    placement = place(lineage.generations(), order.report, order.policy, refires)
    old = lineage.tickets[placement.generation.number - 1]
    outcome = outcomes.of_known(order, order.found, placement, subject_of(lineage, old), new_incident_id(now), now)
    if outcome.opens is None:
        ticket = old
        apply(lineage, ticket.id, outcome.effects, now)
    else:
        ticket = add_generation(lineage, outcome.opens, outcome.effects, now)
    if order.joins and order.fingerprint not in lineage.fingerprints:
        lineage.fingerprints.append(order.fingerprint)
        lineage.event(ticket.id, now, SYSTEM, Joined(outcome.decision, order.report.request_id))
    return Placed(ticket.id, ticket.number, outcome.decision)
