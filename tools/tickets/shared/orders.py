"""One report on its way into a store, whichever store it is."""

from dataclasses import dataclass

from tools.nouns.decisions import Decision
from tools.nouns.policy import Mode, Policy
from tools.nouns.reports import Profile, Report
from tools.rules import decisions
from tools.rules.effects import Source
from tools.rules.lifecycle import Moment, moment_of


@dataclass(frozen=True, slots=True)
class Order:
    """A report with what deciding it needs."""

    report: Report
    profile: Profile
    fingerprint: str
    """What jobs name it by: the profile's own, or the one that a split derived from it."""
    policy: Policy
    """The tunables it is decided by: the configured ones, or those of a dry run."""
    mode: Mode

    @property
    def moment(self) -> Moment:
        """When it happened."""
        return moment_of(self.report.occurred_at, self.report.received_at)

    @property
    def source(self) -> Source:
        """What jobs and events name it by."""
        return Source(self.report.request_id, self.fingerprint)

    def decided(self, decision: Decision) -> Decision:
        """The decision with what was special about this report and its run."""
        return decisions.in_mode(decision, self.policy, self.mode, clamped=self.moment.clamped)
