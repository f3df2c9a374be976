"""Applies reports to a head: pure changes, repeated on the new head whenever a race was lost."""

from dataclasses import dataclass, replace

from tools.ids import new_incident_id
from tools.nouns.activations import Activation, Recovery
from tools.nouns.decisions import Decision
from tools.nouns.events import Joined
from tools.nouns.quick import quick_dataclass
from tools.rules import outcomes
from tools.rules.activations import Keyed, activation_of, end_of, superseded
from tools.rules.effects import SYSTEM
from tools.rules.lifecycle import place
from tools.tickets.s3.problem.head_changes import add_generation, apply, subject_of, ticket_of
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.log import Log
from tools.tickets.s3.problem.recovery import slim, take_back, watch_expiry


@quick_dataclass(frozen=True, slots=True)
class RecordRequest(outcomes.RecordRequest):
    """A report and how its lineage was found; the head decides where in the lineage it belongs."""

    found: Decision
    joins: bool = False
    """True if its fingerprint is new to that lineage."""
    told: tuple[Recovery, ...] = ()
    """The reported ends of the alert that fires."""
    continues: Activation | None = None
    """The activation that it repeats; it is counted because a resolve of that ticket was wrong."""
    keyed: Keyed | None = None
    """The problem that the key of its alert leads to."""


def _keep_firing(lineage: Lineage, ticket: Ticket, request: RecordRequest, now: float) -> None:
    """Store the activation of a report. A report without one keeps the ticket from recovering."""
    report = request.report
    if report.activation is None:
        if not ticket.keyless or ticket.recovering_since is not None:
            ticket.keyless = True
            take_back(lineage, ticket, now, report.request_id)
        return
    new = activation_of(report, report.activation, request.fingerprint, ticket.id)
    if request.continues is not None:
        old = request.continues
        new = replace(new, received_at=old.received_at, reminders=old.reminders, starts_at=old.starts_at)
        lineage.activations.pop(old.request_id, None)
    siblings = [each for each in lineage.firings() if each.alert == new.alert and each.request_id != new.request_id]
    new = replace(new, end=end_of(new, siblings, request.told))
    lineage.keep(new)
    for each in superseded(new, siblings):
        lineage.keep(each)
    if ticket.live and new.end is None:
        take_back(lineage, ticket, now, report.request_id)
    watch_expiry(lineage, ticket, lineage.firings(ticket.id), now)
    slim(lineage)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a report went in one version of the head."""

    incident_id: str
    generation: int
    decision: Decision
    keyless: bool = True
    """True if it has no activation."""
    by_arrival: bool = False
    """True if it counts from its arrival, see `RecordRequest`."""

    def still_holds(self, lineage: Lineage) -> bool:
        """True if the report still belongs here in this head, which was read after the occurrence was written."""
        ticket = lineage.ticket(self.incident_id)
        if lineage.into is not None or ticket is None:
            return False
        return self.decision.late is not None or (ticket.live and (ticket.keyless or not self.keyless))


def new_lineage(request: RecordRequest, found: Decision, now: float) -> tuple[Lineage, Placed]:
    """The head of a new problem, and the first report's place on it.

    A searched problem is announced only after the comparison with its rivals (`announce_first`). Until then it has a
    leased match job, which finishes the comparison if this process dies.
    """
    report = request.report
    opening = outcomes.of_new(request, found, new_incident_id(now), now, claims=request.searched)
    lineage = Lineage(
        opening.ticket.subject.root_id, report.tenant, report.service, report.environment, [ticket_of(opening.ticket)],
        fingerprints=[request.fingerprint], announcement_made=not request.searched, log=Log(),
    )  # fmt: skip
    apply(lineage, lineage.id, opening.effects, now)
    lineage.head.keyless = report.activation is None
    _keep_firing(lineage, lineage.head, request, now)
    return lineage, Placed(lineage.id, 1, opening.decision, report.activation is None)


def put_on(lineage: Lineage, request: RecordRequest, now: float) -> Placed:
    """Place one report of a known lineage. Its changes are written into the given object."""
    refires = lineage.refires if request.policy.flap_count else ()
    placement = place(lineage.generations(), request.report, request.policy, refires)
    old = lineage.tickets[placement.generation.number - 1]
    request = request.placed(placement)
    outcome = outcomes.of_known(request, request.found, placement, subject_of(lineage, old), new_incident_id(now), now)
    if outcome.opens is None:
        ticket = old
        apply(lineage, ticket.id, outcome.effects, now)
    else:
        ticket = add_generation(lineage, outcome.opens, outcome.effects, now)
        ticket.keyless = False
    _keep_firing(lineage, ticket, request, now)
    if request.joins and request.fingerprint not in lineage.fingerprints:
        lineage.fingerprints.append(request.fingerprint)
        lineage.event(ticket.id, now, SYSTEM, Joined(outcome.decision, request.report.request_id))
    keyless = request.report.activation is None
    return Placed(ticket.id, ticket.number, outcome.decision, keyless, request.by_arrival)
