"""New tickets: the first of a problem, its next generation, or a part that a person splits off. Pure.

Every ticket store writes what these functions return; none has rules of its own for new tickets.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tools.nouns import pending
from tools.nouns.policy import Policy
from tools.nouns.redacted import Labels, Redacted
from tools.nouns.reports import Profile, Report
from tools.nouns.severity import Severity
from tools.rules.lifecycle import first_severity, recurrence_severity
from tools.rules.titles import title_of


@dataclass(frozen=True, slots=True)
class Subject:
    """The fields of a ticket that events, notices and later generations use."""

    tenant: str
    incident_id: str
    root_id: str
    generation: int
    service: Redacted
    environment: Redacted
    title: Redacted
    severity: Severity
    regression_of: str | None = None
    flapping: bool = False
    recovered: bool = False
    """True if it was resolved because its alerts ended, not by a person."""

    reported: Severity | None = None
    """The worst severity reported, once a person has set another one; None means the same as `severity`."""

    labels: Labels = field(default_factory=dict)
    """The labels of the problem's first report; later generations and split-off parts keep them."""

    @property
    def worst_reported(self) -> Severity:
        """The severity that a report must exceed to raise the ticket's."""
        return self.severity if self.reported is None else self.reported


@dataclass(frozen=True, slots=True)
class NewTicket:
    """An OPEN ticket to be written, with no occurrences yet. `opened_at` is in epoch seconds."""

    subject: Subject
    release: Redacted | None
    opened_at: float
    pending: int = pending.FRESH


def first_ticket(
    incident_id: str, report: Report, profile: Profile, opened_at: float, policy: Policy, *, searched: bool
) -> NewTicket:
    """Return the ticket of a problem that is not stored yet.

    If `searched` is False, its semantic match is still pending.
    """
    subject = Subject(
        tenant=report.tenant,
        incident_id=incident_id,
        root_id=incident_id,
        generation=1,
        service=report.service,
        environment=report.environment,
        title=title_of(profile, report.log),
        severity=first_severity(report, policy),
        labels=report.labels,
    )
    waits = pending.FRESH if searched else pending.FRESH | pending.SEMANTIC
    return NewTicket(subject, report.release, opened_at, waits)


def next_ticket(
    old: Subject,
    incident_id: str,
    reported: Severity | None,
    policy: Policy,
    *,
    title: Redacted,
    release: Redacted | None,
    opened_at: float,
) -> NewTicket:
    """Return the next generation of a problem whose head `old` was resolved; `reported` is the worst reported."""
    fresh = replace(old, incident_id=incident_id, title=title, flapping=False, recovered=False, reported=None)
    return NewTicket(_as_regression(old, fresh, reported, policy), release, opened_at)


def next_generation(old: Subject, own: Subject, policy: Policy) -> Subject:
    """Make the separate ticket `own` the next generation of a problem whose head `old` was resolved."""
    return _as_regression(old, own, own.severity, policy)


def part_ticket(
    source: Subject,
    incident_id: str,
    worst: Severity | None,
    *,
    title: Redacted,
    release: Redacted | None,
    opened_at: float,
) -> NewTicket:
    """Return the ticket for what a person splits off `source`; `worst` is the severity of the reports that leave.

    No notice is pending: people already know of the problem.
    """
    subject = replace(
        source,
        incident_id=incident_id,
        root_id=incident_id,
        generation=1,
        title=title,
        severity=worst or source.severity,
        regression_of=None,
        flapping=False,
        recovered=False,
        reported=None,
    )
    return NewTicket(subject, release, opened_at, pending.RUNBOOKS | pending.ADVICE)


def worst(severities: Iterable[int | None]) -> Severity | None:
    """Return the worst of the reported severities; None if there is none."""
    return max((Severity(each) for each in severities if each is not None), default=None)


def _as_regression(old: Subject, own: Subject, reported: Severity | None, policy: Policy) -> Subject:
    return replace(
        own,
        root_id=old.root_id,
        generation=old.generation + 1,
        regression_of=old.incident_id,
        severity=recurrence_severity(reported, policy, previous=old.severity, recovered=old.recovered),
    )
