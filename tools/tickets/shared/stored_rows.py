"""Reports read back: what came after a resolve opens the next generation, whichever store keeps the rows."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from tools.ids import new_incident_id
from tools.nouns.decisions import Verdict
from tools.nouns.policy import Policy
from tools.nouns.redacted import NOTHING, Redacted
from tools.nouns.reports import Report
from tools.rules.effects import Effects, Source, regressed
from tools.rules.lifecycle import Generation, Moment, place, recurs
from tools.rules.new_tickets import NewTicket, Subject, next_ticket, worst


class Row(Protocol):
    """A stored report: request_id, fingerprint, received_at, event_at (None: not told), severity and release."""

    def __getitem__(self, name: str, /) -> Any: ...


AnyRow = TypeVar("AnyRow", bound=Row)


def happened_at(row: Row) -> float:
    """The best single time: the event's, else the arrival's."""
    return float(row["received_at"] if row["event_at"] is None else row["event_at"])


def source_of(rows: Sequence[Row]) -> Source:
    """What jobs name the first of several reports by."""
    return Source(rows[0]["request_id"], rows[0]["fingerprint"])


def comes_after(row: Row, resolved: Generation, policy: Policy, *, stored_after: bool) -> bool:
    """Does a report that a resolved ticket shows open its regression? `stored_after`: after the resolve was stored."""
    moment = Moment(row["event_at"], row["received_at"])
    return recurs(resolved, moment, row["release"], policy, stored_after=stored_after)


def would_regress(generations: Sequence[Generation], rows: Iterable[Row], policy: Policy) -> bool:
    """Would any of these reports, in whatever order they came, be a regression of another problem?"""
    return any(place(generations, _bare(each), policy).verdict is Verdict.REGRESSION for each in rows)


def open_regression(
    old: Subject, release: Redacted | None, later: Sequence[Row], policy: Policy, now: float
) -> tuple[NewTicket, Effects]:
    """The generation that is opened by reports which the resolved ticket `old` (of a release) shows until now."""
    ticket = next_ticket(
        old,
        new_incident_id(now),
        worst(each["severity"] for each in later),
        policy,
        title=old.title,
        release=release,
        opened_at=min(map(happened_at, later)),
    )
    return ticket, regressed(ticket, source_of(later), now, live_run=False, moved=len(later))


def _bare(row: Row) -> Report:
    """A report as far as placing needs it: when it happened and in which release."""
    times = {"received_at": row["received_at"], "occurred_at": row["event_at"]}
    return Report(row["request_id"], "", NOTHING, NOTHING, release=row["release"], **times)
