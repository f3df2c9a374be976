"""Stored reports that came after a resolve, and so open the next generation; used by both stores."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from tools.ids import new_incident_id
from tools.nouns.decisions import Verdict
from tools.nouns.policy import Policy
from tools.nouns.redacted import NOTHING, Redacted
from tools.nouns.reports import Report
from tools.rules.effects import Effects, Source, regressed
from tools.rules.lifecycle import Generation, Moment, place, recurs
from tools.rules.new_tickets import NewTicket, Subject, next_ticket, worst


@dataclass(frozen=True, slots=True)
class StoredReport:
    """What the rules read of a stored report. Times are epoch seconds."""

    request_id: str
    received_at: float
    event_at: float | None
    """None if the report did not state it."""
    severity: int | None
    release: Redacted | None
    fingerprint: str

    @property
    def moment(self) -> Moment:
        """When it happened."""
        return Moment(self.event_at, self.received_at)


RULES_READ = tuple(each.name for each in fields(StoredReport))
AnyReport = TypeVar("AnyReport", bound=StoredReport)


def source_of(reports: Sequence[StoredReport]) -> Source:
    """Return the source that jobs name for several reports: the first of them."""
    return Source(reports[0].request_id, reports[0].fingerprint)


def first_moment(reports: Iterable[StoredReport]) -> float:
    """Return when the first of several happened; there must be at least one."""
    return min(each.moment.known for each in reports)


def comes_after(report: StoredReport, resolved: Generation, policy: Policy, *, stored_after: bool) -> bool:
    """True if a report on a resolved ticket opens its regression. `stored_after`: it was stored after the resolve."""
    return recurs(resolved, report.moment, report.release, policy, stored_after=stored_after)


def would_regress(generations: Sequence[Generation], reports: Iterable[StoredReport], policy: Policy) -> bool:
    """True if any of these reports, in whatever order they came, would be a regression of another problem."""
    return any(place(generations, _bare(each), policy).verdict is Verdict.REGRESSION for each in reports)


def open_regression(
    old: Subject, release: Redacted | None, later: Sequence[StoredReport], policy: Policy, now: float
) -> tuple[NewTicket, Effects]:
    """Return the generation that `later` opens: the reports that the resolved ticket `old` shows until now."""
    ticket = next_ticket(
        old,
        new_incident_id(now),
        worst(each.severity for each in later),
        policy,
        title=old.title,
        release=release,
        opened_at=first_moment(later),
    )
    return ticket, regressed(ticket, source_of(later), now, live_run=False, moved=len(later))


def _bare(stored: StoredReport) -> Report:
    """Return a report with only what placing needs: when it happened and in which release."""
    return Report(
        stored.request_id, "", NOTHING, NOTHING, stored.received_at, release=stored.release, occurred_at=stored.event_at
    )
