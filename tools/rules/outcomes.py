"""The outcome of a report: its decision, the ticket it opens or is counted on, and the effects. Pure."""

from dataclasses import dataclass, field, replace
from typing import Self

from tools.nouns.decisions import Decision, Verdict
from tools.nouns.policy import Mode, Policy
from tools.nouns.quick import quick_dataclass
from tools.nouns.reports import Candidates, Profile, Report
from tools.rules import decisions
from tools.rules.choices import MatchQuery
from tools.rules.effects import Effects, Source, claimed, counted, opened, regressed
from tools.rules.lifecycle import Moment, Placement, began_before, moment_of
from tools.rules.new_tickets import NewTicket, Subject, first_ticket, next_ticket
from tools.rules.titles import title_of


@quick_dataclass(frozen=True, slots=True)
class RecordRequest:
    """A report to record, with everything that is needed to decide it."""

    report: Report
    profile: Profile
    fingerprint: str
    """The fingerprint that jobs carry: the profile's own, or one that a split derived from it."""
    policy: Policy
    """The tunables for the decision: the configured ones, or those of a dry run."""
    mode: Mode
    candidates: Candidates | None
    """None means that similar problems were not searched for."""
    by_arrival: bool = field(default=False, kw_only=True)
    """Count its arrival as its time: a firing that began before a resolve shows only now that the fix failed."""

    @property
    def searched(self) -> bool:
        """False if its fingerprint alone decides."""
        return self.candidates is not None

    @property
    def match_query(self) -> MatchQuery | None:
        """The message to match if the fingerprint is unknown; None if similar problems were not searched for."""
        if self.candidates is None:
            return None
        report = self.report
        return MatchQuery(report.tenant, report.service, report.environment, self.profile, self.candidates)

    @property
    def vector(self) -> bytes:
        """Its embedding; empty if similar problems were not searched for."""
        return b"" if self.candidates is None else self.candidates.vector

    @property
    def moment(self) -> Moment:
        """When it happened."""
        return moment_of(None if self.by_arrival else self.report.event_at, self.report.received_at)

    @property
    def source(self) -> Source:
        """The report as jobs and events refer to it."""
        return Source(self.report.request_id, self.fingerprint, self.report.trace_id)

    def placed(self, placement: Placement) -> Self:
        """Return the request once placed: a firing from before a resolve opens a new generation as of its arrival."""
        behind = placement.verdict is Verdict.REGRESSION or placement.reopens
        return replace(self, by_arrival=behind and began_before(placement.generation, self.moment))

    def decided(self, decision: Decision) -> Decision:
        """Return the decision, marked with what was special about this report and its run."""
        return decisions.in_mode(decision, self.policy, self.mode, clamped=self.moment.clamped)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a report of a known problem leads to, to be written together."""

    decision: Decision
    effects: Effects
    """Effects on the ticket that is opened, else on the one that the report is counted on."""
    opens: NewTicket | None = None
    """None means that the report is counted on an existing ticket."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first report of a problem leads to, to be written together."""

    decision: Decision
    effects: Effects
    ticket: NewTicket


def of_known(
    request: RecordRequest, found: Decision, placement: Placement, old: Subject, incident_id: str, now: float
) -> Outcome:
    """Decide a report of a known problem.

    `found` says how its lineage was found, `old` is the ticket it was placed on, and `incident_id` is for the ticket
    that it may open.
    """
    report = request.report
    stated = decisions.stated_by(request.profile)
    decision = request.decided(
        decisions.placed(
            found, placement, max(old.severity, old.worst_reported), report.severity, request.policy, stated
        )
    )
    if placement.verdict is not Verdict.REGRESSION:
        return Outcome(decision, counted(old, placement, request.moment, report.severity, request.source, now))
    ticket = next_ticket(
        old,
        incident_id,
        report.severity,
        request.policy,
        title=title_of(request.profile, report.log),
        release=report.release,
        opened_at=request.moment.known,
    )
    return Outcome(decision, regressed(ticket, request.source, now, live_run=request.mode.live_run), ticket)


def of_new(request: RecordRequest, found: Decision, incident_id: str, now: float, *, claims: bool = False) -> Opening:
    """Open a problem that is not stored yet. `claims`: compare it with its rivals before people are told."""
    opened_at, searched = request.moment.known, request.searched
    ticket = first_ticket(incident_id, request.report, request.profile, opened_at, request.policy, searched=searched)
    effects = claimed(request.source) if claims else opened(ticket, request.source, now, live_run=request.mode.live_run)
    return Opening(request.decided(found), effects, ticket)
