"""What a report becomes: the ticket it opens or is counted on, its decision, and what follows. Pure."""

from dataclasses import dataclass, field, replace
from typing import Self

from tools.nouns.decisions import Decision, Verdict
from tools.nouns.policy import Mode, Policy
from tools.nouns.quick import quick_dataclass
from tools.nouns.reports import Candidates, Profile, Report
from tools.rules import decisions
from tools.rules.choices import Sought
from tools.rules.effects import Effects, Source, claimed, counted, opened, regressed
from tools.rules.lifecycle import Moment, Placement, began_before, moment_of
from tools.rules.new_tickets import NewTicket, Subject, first_ticket, next_ticket
from tools.rules.titles import title_of


@quick_dataclass(frozen=True, slots=True)
class Order:
    """A report with what deciding it needs."""

    report: Report
    profile: Profile
    fingerprint: str
    """What jobs name it by: the profile's own, or the one that a split derived from it."""
    policy: Policy
    """The tunables it is decided by: the configured ones, or those of a dry run."""
    mode: Mode
    candidates: Candidates | None
    """None: it was not searched for similar problems."""
    by_arrival: bool = field(default=False, kw_only=True)
    """It counts from its arrival: a firing that began before a resolve shows only now that the fix did not hold."""

    @property
    def searched(self) -> bool:
        """False: it is decided by its fingerprint alone."""
        return self.candidates is not None

    @property
    def sought(self) -> Sought | None:
        """What is judged when its fingerprint is not known; None when it was not searched for."""
        if self.candidates is None:
            return None
        report = self.report
        return Sought(report.tenant, report.service, report.environment, self.profile, self.candidates)

    @property
    def vector(self) -> bytes:
        """Its embedding; empty when it was not searched for."""
        return b"" if self.candidates is None else self.candidates.vector

    @property
    def moment(self) -> Moment:
        """When it happened."""
        return moment_of(None if self.by_arrival else self.report.event_at, self.report.received_at)

    @property
    def source(self) -> Source:
        """What jobs and events name it by."""
        return Source(self.report.request_id, self.fingerprint, self.report.trace_id)

    def placed(self, placement: Placement) -> Self:
        """The order from where it was placed: what began before a resolve cannot open the generation after it."""
        behind = placement.verdict is Verdict.REGRESSION or placement.reopens
        return replace(self, by_arrival=behind and began_before(placement.generation, self.moment))

    def decided(self, decision: Decision) -> Decision:
        """The decision with what was special about this report and its run."""
        return decisions.in_mode(decision, self.policy, self.mode, clamped=self.moment.clamped)


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


def of_known(
    order: Order, found: Decision, placement: Placement, old: Subject, incident_id: str, now: float
) -> Outcome:
    """A report of a known problem. `found`: how its lineage was found; `old`: the ticket it was placed on.

    `incident_id` is for the ticket that it may open.
    """
    report = order.report
    stated = decisions.stated_by(order.profile)
    decision = order.decided(
        decisions.placed(found, placement, max(old.severity, old.worst_reported), report.severity, order.policy, stated)
    )
    if placement.verdict is not Verdict.REGRESSION:
        return Outcome(decision, counted(old, placement, order.moment, report.severity, order.source, now))
    ticket = next_ticket(
        old,
        incident_id,
        report.severity,
        order.policy,
        title=title_of(order.profile, report.log),
        release=report.release,
        opened_at=order.moment.known,
    )
    return Outcome(decision, regressed(ticket, order.source, now, live_run=order.mode.live_run), ticket)


def of_new(order: Order, found: Decision, incident_id: str, now: float, *, claims: bool = False) -> Opening:
    """A report of a problem that is not stored. `claims`: it is compared with its rivals before people are told."""
    opened_at, searched = order.moment.known, order.searched
    ticket = first_ticket(incident_id, order.report, order.profile, opened_at, order.policy, searched=searched)
    told = claimed(order.source) if claims else opened(ticket, order.source, now, live_run=order.mode.live_run)
    return Opening(order.decided(found), told, ticket)
