"""Combines the parts of all shards: adds sums, takes percentiles over all durations, and cuts the longest lists."""

from collections.abc import Mapping, Sequence

import numpy as np

from tools.analytics.answers import Column, OfIncidents, Opened, Recurring, Sums
from tools.analytics.columns import SHARDS
from tools.analytics.durations import NONE, durations_in, in_order
from tools.analytics.parts import KINDS, MOST_SHOWN, SEVERITIES, Part, slowest_of
from tools.analytics.tables import Table
from tools.nouns.figures import SeverityFigures, Times
from tools.nouns.severity import Severity

UNSPENT = Times(NONE, NONE, NONE)


def together(parts: Mapping[int, Part], tables: Mapping[int, Table], services: int, buckets: int) -> OfIncidents:
    """Combine parts and tables, both by shard number, for this many services and buckets."""
    every = list(parts.values())
    times, severities = _times(every)
    return OfIncidents(
        incidents=sum(len(each.opened) for each in every),
        regressions=sum(len(each.regressions) for each in every),
        times=times,
        buckets=_added([each.buckets for each in every], buckets),
        done={kind: _sum([each.done[kind] for each in every], buckets) for kind in KINDS},
        services=_by_service({number: each.services for number, each in parts.items()}, services),
        service_times=_service_times(parts, services),
        severities=severities,
        recurring=_recurring(parts, tables),
        slowest=tuple(number for _, number in slowest_of([one for each in every for one in each.slowest])),
    )


def _sum(sums: Sequence[Sums], length: int) -> Sums:
    return np.sum(sums, axis=0, dtype=np.int64) if sums else np.zeros(length, np.int64)


def _added(opened: Sequence[Opened], length: int) -> Opened:
    begun, again = [each.incidents for each in opened], [each.regressions for each in opened]
    return Opened(_sum(begun, length), _sum(again, length))


def _by_service(opened: Mapping[int, Opened], services: int) -> Opened:
    """Convert a shard's own numbers of services, which are the global ones divided by the number of shards."""
    incidents, regressions = np.zeros(services, np.int64), np.zeros(services, np.int64)
    for shard, each in opened.items():
        incidents[shard::SHARDS][: len(each.incidents)] = each.incidents
        regressions[shard::SHARDS][: len(each.regressions)] = each.regressions
    return Opened(incidents, regressions)


def _service_times(parts: Mapping[int, Part], services: int) -> Sequence[Times]:
    times = [UNSPENT] * services
    for shard, each in parts.items():
        for number, spent in enumerate(each.service_times):
            times[number * SHARDS + shard] = spent
    return times


def _times(parts: Sequence[Part]) -> tuple[Times, tuple[SeverityFigures, ...]]:
    """Return the times of all incidents, and those of each severity that occurs, worst first."""
    seconds = {
        kind: [in_order(_joined([each.seconds[kind][code] for each in parts])) for code in range(SEVERITIES)]
        for kind in KINDS
    }
    times = Times(**{kind: durations_in(seconds[kind]) for kind in KINDS})
    opened = _added([each.severities for each in parts], SEVERITIES)
    found = [
        SeverityFigures(
            each,
            int(opened.incidents[each]),
            int(opened.regressions[each]),
            Times(**{kind: durations_in([seconds[kind][each]]) for kind in KINDS}),
        )
        for each in sorted(Severity)[::-1]
    ]
    return times, tuple(each for each in found if each.incidents or each.times != UNSPENT)


def _joined(columns: Sequence[Column]) -> Column:
    return np.concatenate(columns) if columns else np.empty(0, np.float64)


def _recurring(parts: Mapping[int, Part], tables: Mapping[int, Table]) -> tuple[Recurring, ...]:
    """Return the recurring problems with the most incidents; of equal ones, the newest first.

    Generations of one problem may belong to several services: a merge leads one service's reports to another's problem.
    """
    regressed = [tables[shard]["problem"][each.regressions] for shard, each in parts.items()]
    back, came_back = np.unique(_joined(regressed), return_counts=True)
    if not len(back):
        return ()
    problem = _joined([tables[shard]["problem"][each.opened] for shard, each in parts.items()])
    number = _joined([tables[shard]["number"][each.opened] for shard, each in parts.items()])
    those = np.isin(problem, back)
    _, group = np.unique(problem[those], return_inverse=True)
    incidents, newest = np.bincount(group), np.zeros(len(back), np.int64)
    np.maximum.at(newest, group, number[those])
    order = np.lexsort((-newest, -incidents))[:MOST_SHOWN]
    return tuple(Recurring(int(newest[each]), int(incidents[each]), int(came_back[each])) for each in order)
