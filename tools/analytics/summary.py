"""Figures of a range, by the definitions of `tools/nouns/figures.py`, from the columns of a tenant."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tools.analytics.columns import Column, Columns, Spent, Table
from tools.analytics.durations import NONE, durations_of, grouped
from tools.analytics.ranges import Buckets, buckets_of, slot_of
from tools.nouns.figures import BucketFigures, Counts, FigureQuery, ServiceFigures, SeverityFigures, Times
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity

MOST_SHOWN = 10
"""Of recurring problems and of slow fixes."""

UNSPENT = Times(NONE, NONE, NONE)
KINDS = ("acknowledged", "fixed", "recovered")
ENDS = {"acknowledged": "acknowledged", "fixed": "resolved", "recovered": "resolved"}
"""The columns that say when each happened begin so."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A problem that came back: the number of its newest incident inside the range, and how many there are."""

    number: int
    incidents: int
    regressions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A summary, in which incidents are numbers: the store knows their names and titles."""

    counts: Counts
    times: Times
    buckets: tuple[BucketFigures, ...]
    services: tuple[ServiceFigures, ...]
    severities: tuple[SeverityFigures, ...]
    recurring: tuple[Recurring, ...]
    slowest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the query is about: places in the columns, and durations of the incidents at them."""

    reports: Column
    opened: Column
    done: dict[str, Column]
    """By kind, those to which it happened inside the range."""
    seconds: dict[str, Column]


def summed_up(columns: Columns, query: FigureQuery) -> Figures:
    """All figures of a query."""
    first, last = slot_of(query.since), slot_of(query.until)
    chosen = _chosen(columns, query, first, last)
    incidents = columns.incidents
    regressions = chosen.opened[incidents["regression"][chosen.opened]]
    reports = columns.reports["reports"][chosen.reports]
    spent = _spent(columns, query, chosen)
    return Figures(
        Counts(int(reports.sum()), len(chosen.opened), len(regressions)),
        spent.all,
        _by_time(columns, chosen, regressions, buckets_of(first, last, query.zone, query.bucket)),
        _by_service(columns, chosen, regressions, spent.services),
        _by_severity(columns, chosen, regressions, spent.severities),
        _recurring(columns, chosen, regressions),
        _slowest(columns, chosen),
    )


def _chosen(columns: Columns, query: FigureQuery, first: int, last: int) -> Chosen:
    incidents, reports = columns.incidents, columns.reports
    cured, begun, filters = incidents["recovered"], incidents["first_seen"], _filters(columns, query)

    def within(slots: Column) -> Column:
        return (slots >= first) & (slots < last)

    counts = _passing(incidents, filters) & incidents["counts"]
    resolved = counts & within(incidents["resolved_slot"])
    happened = {
        "acknowledged": counts & within(incidents["acknowledged_slot"]),
        "fixed": resolved & ~cured,
        "recovered": resolved & cured,
    }
    done = {kind: np.flatnonzero(each) for kind, each in happened.items()}
    seconds = {kind: incidents[f"{ENDS[kind]}_at"][each] - begun[each] for kind, each in done.items()}
    told = _passing(reports, filters) & within(reports["slot"])
    return Chosen(np.flatnonzero(told), np.flatnonzero(counts & within(incidents["first_slot"])), done, seconds)


def _filters(columns: Columns, query: FigureQuery) -> dict[str, int]:
    """By column, the wanted code; -1 for a text that never came."""
    asked = {"service": (query.service, columns.services), "environment": (query.environment, columns.environments)}
    return {name: known.known(wanted) for name, (wanted, known) in asked.items() if wanted is not None}


def _passing(table: Table, filters: dict[str, int]) -> Column:
    passing = np.ones(table.length, np.bool_)
    for name, code in filters.items():
        passing &= table[name] == code
    return passing


def _by_time(columns: Columns, chosen: Chosen, regressions: Column, buckets: Buckets) -> tuple[BucketFigures, ...]:
    incidents, reports = columns.incidents, columns.reports
    told = buckets.totals(reports["slot"][chosen.reports], reports["reports"][chosen.reports])
    opened, again = (buckets.totals(incidents["first_slot"][each]) for each in (chosen.opened, regressions))
    done = {kind: buckets.totals(incidents[f"{ENDS[kind]}_slot"][each]) for kind, each in chosen.done.items()}
    rows = zip(told.tolist(), opened.tolist(), again.tolist(), strict=True)
    return tuple(
        BucketFigures(start, Counts(*row), **{kind: int(done[kind][place]) for kind in KINDS})
        for place, (start, row) in enumerate(zip(buckets.starts, rows, strict=True))
    )


def _spent(columns: Columns, query: FigureQuery, chosen: Chosen) -> Spent:
    services = columns.services.texts()
    key = query, columns.version, len(services)
    if key not in columns.spent:
        columns.spent[key] = Spent(
            Times(**{kind: durations_of(chosen.seconds[kind]) for kind in KINDS}),
            _times(columns.incidents["service"], chosen, len(services)),
            _times(columns.incidents["severity"], chosen, max(Severity) + 1),
        )
    return columns.spent[key]


def _by_service(
    columns: Columns, chosen: Chosen, regressions: Column, times: Sequence[Times]
) -> tuple[ServiceFigures, ...]:
    service, texts = columns.incidents["service"], columns.services.texts()
    own, reports = columns.reports["service"], columns.reports["reports"]
    told = np.bincount(own[chosen.reports], reports[chosen.reports], minlength=len(texts)).astype(np.int64)
    opened, again = (np.bincount(service[each], minlength=len(texts)) for each in (chosen.opened, regressions))
    counts = [Counts(*row) for row in zip(told.tolist(), opened.tolist(), again.tolist(), strict=True)]
    found = [
        ServiceFigures(stored(text), counted, spent)
        for text, counted, spent in zip(texts, counts, times, strict=True)
        if (counted, spent) != (Counts(0, 0, 0), UNSPENT)
    ]
    return tuple(sorted(found, key=lambda each: (-each.counts.reports, -each.counts.incidents, each.service)))


def _by_severity(
    columns: Columns, chosen: Chosen, regressions: Column, times: Sequence[Times]
) -> tuple[SeverityFigures, ...]:
    severity, limit = columns.incidents["severity"], max(Severity) + 1
    opened, again = (np.bincount(severity[each], minlength=limit) for each in (chosen.opened, regressions))
    found = [SeverityFigures(each, int(opened[each]), int(again[each]), times[each]) for each in sorted(Severity)[::-1]]
    return tuple(each for each in found if each.incidents or each.times != UNSPENT)


def _times(codes: Column, chosen: Chosen, limit: int) -> Sequence[Times]:
    """The durations of each code below the limit."""
    found = {kind: dict(grouped(codes[chosen.done[kind]], chosen.seconds[kind])) for kind in KINDS}
    return [Times(**{kind: found[kind].get(code, NONE) for kind in KINDS}) for code in range(limit)]


def _recurring(columns: Columns, chosen: Chosen, regressions: Column) -> tuple[Recurring, ...]:
    """The problems with the most incidents among those that came back; the newest first where it is the same."""
    problem, number = columns.incidents["problem"], columns.incidents["number"]
    back, came_back = np.unique(problem[regressions], return_counts=True)
    if not len(back):
        return ()
    places = chosen.opened[np.isin(problem[chosen.opened], back)]
    _, group = np.unique(problem[places], return_inverse=True)
    incidents, newest = np.bincount(group), np.zeros(len(back), np.int64)
    np.maximum.at(newest, group, number[places])
    order = np.lexsort((-newest, -incidents))[:MOST_SHOWN]
    return tuple(Recurring(int(newest[each]), int(incidents[each]), int(came_back[each])) for each in order)


def _slowest(columns: Columns, chosen: Chosen) -> tuple[int, ...]:
    """The longest first; the newest first where it is the same."""
    seconds, places = chosen.seconds["fixed"], chosen.done["fixed"]
    if len(places) > MOST_SHOWN:
        limit = np.partition(seconds, len(seconds) - MOST_SHOWN)[len(seconds) - MOST_SHOWN]
        longest = np.flatnonzero(seconds >= limit)
        seconds, places = seconds[longest], places[longest]
    number = columns.incidents["number"][places]
    return tuple(int(number[each]) for each in np.lexsort((-number, -seconds))[:MOST_SHOWN])
