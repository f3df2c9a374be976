"""Builds a summary from figures and from what a store knows of the incidents in them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tools.cache import BoundedCache
from tools.nouns.event_kinds import EventKind
from tools.nouns.figures import Acts, FigureQuery, RecurringProblem, SlowFix, Summary
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity

if TYPE_CHECKING:
    from tools.analytics.summary import Figures

KEPT_TENANTS = 16


@dataclass(frozen=True, slots=True)
class Named:
    """The incident behind a number in the figures. Times are epoch seconds."""

    incident_id: str
    root_id: str
    title: Redacted
    service: Redacted
    environment: Redacted
    severity: Severity
    first_seen: float
    resolved_at: float | None


class TenantFigures(Protocol):
    """One tenant's figures; the data behind them is cached between queries."""

    async def summary(self, query: FigureQuery) -> Summary:
        """Return the summary of a range."""
        ...


class FigureBook:
    """The FigureStore port: the tenants last queried stay in memory, a million incidents in about 70 MB."""

    def __init__(self, opened: Callable[[str], TenantFigures]) -> None:
        self._opened = opened
        self._kept: BoundedCache[str, TenantFigures] = BoundedCache(KEPT_TENANTS, texts=True)

    async def summary(self, tenant: str, query: FigureQuery) -> Summary:
        """See `FigureStore`."""
        if tenant not in self._kept:
            self._kept[tenant] = self._opened(tenant)
        return await self._kept[tenant].summary(query)


def numbers_in(found: "Figures") -> list[int]:
    """Return the numbers of the incidents that `completed` needs by name."""
    return [*(each.number for each in found.recurring), *found.slowest]


def completed(query: FigureQuery, found: "Figures", named: Mapping[int, Named], acts: Acts) -> Summary:
    """Return the answer to a query."""
    back = [(named[each.number], each) for each in found.recurring]
    recurring = tuple(
        RecurringProblem(
            each.incident_id, each.root_id, each.title, each.service, each.environment, said.incidents, said.regressions
        )
        for each, said in back
    )
    return Summary(
        query=query,
        counts=found.counts,
        times=found.times,
        buckets=found.buckets,
        services=found.services,
        severities=found.severities,
        recurring=recurring,
        slowest=tuple(_slow(named[number]) for number in found.slowest),
        acts=acts,
    )


def _slow(said: Named) -> SlowFix:
    resolved_at = said.resolved_at or 0.0
    seconds = max(0.0, resolved_at - said.first_seen)
    return SlowFix(said.incident_id, said.title, said.service, said.environment, said.severity, seconds, resolved_at)


def acts_of(told: Iterable[tuple[EventKind, bool, int]]) -> Acts:
    """Count acts from (kind, whether the advice helped, how many)."""
    names = {EventKind.MERGED: "merges", EventKind.SPLIT: "splits"}
    counts = dict.fromkeys(("helpful", "unhelpful", "merges", "splits"), 0)
    for kind, helpful, count in told:
        counts[names.get(kind, "helpful" if helpful else "unhelpful")] += count
    return Acts(**counts)
