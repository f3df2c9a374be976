"""One report on its way into the store, and where it went."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.nouns.decisions import Verdict
from tools.nouns.policy import Mode, Policy
from tools.nouns.reports import Profile, Report
from tools.rules.effects import Source
from tools.rules.lifecycle import Late, Moment, moment_of
from tools.tickets.s3.problem.lineage import Lineage

Decide = Callable[[Verdict, str, Late | None], dict[str, Any]]


@dataclass(slots=True)
class Order:
    """A report with all that deciding it needs.

    `decide` writes the decision record for where it was placed. `joins`: its fingerprint is new to that lineage.
    """

    report: Report
    profile: Profile
    fingerprint: str
    policy: Policy
    mode: Mode
    decide: Decide
    joins: bool = False

    @property
    def moment(self) -> Moment:
        """When it happened."""
        return moment_of(self.report.occurred_at, self.report.received_at)

    @property
    def source(self) -> Source:
        """What jobs and events name it by."""
        return Source(self.report.request_id, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a report went in one version of the head."""

    verdict: Verdict
    incident_id: str
    generation: int
    late: Late | None
    decision: dict[str, Any] = field(default_factory=dict)

    def still_holds(self, lineage: Lineage) -> bool:
        """Is this, seen after the occurrence was written, still where the report belongs?"""
        ticket = lineage.ticket(self.incident_id)
        return lineage.into is None and ticket is not None and (self.late is not None or ticket.live)
