"""Figures of a range, by the definitions of `tools/nouns/figures.py`, from the columns of a tenant."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tools.analytics.answers import Column, OfIncidents, OfReports, Opened, Recurring
from tools.analytics.columns import Columns, Table
from tools.analytics.durations import NONE, durations_of, grouped
from tools.analytics.ranges import Buckets, buckets_of
from tools.analytics.slots import slot_of
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
    """The incidents that a query is about: their places in the columns, and durations of those at them."""

    opened: Column
    regressions: Column
    done: dict[str, Column]
    """By kind, those to which it happened inside the range."""
    seconds: dict[str, Column]


def summed_up(columns: Columns, query: FigureQuery) -> Figures:
    """All figures of a query. What is about incidents or about reports alone is kept until one of them changes."""
    known = len(columns.services.texts())
    buckets = buckets_of(slot_of(query.since), slot_of(query.until), query.zone, query.bucket)
    of_incidents, of_reports = (query, columns.version, known), (query, columns.reports_version, known)
    if of_incidents not in columns.kept:
        columns.kept[of_incidents] = _of_incidents(columns, query, buckets)
    if of_reports not in columns.kept_reports:
        columns.kept_reports[of_reports] = _of_reports(columns, query, buckets)
    found, told = columns.kept[of_incidents], columns.kept_reports[of_reports]
    return Figures(
        Counts(told.reports, found.incidents, found.regressions),
        found.times,
        _by_time(found, told, buckets),
        _by_service(columns.services.texts(), found, told),
        found.severities,
        found.recurring,
        found.slowest,
    )


def _of_incidents(columns: Columns, query: FigureQuery, buckets: Buckets) -> OfIncidents:
    chosen, incidents = _chosen(columns, query), columns.incidents
    begun, service, known = incidents["first_slot"], incidents["service"], len(columns.services.texts())
    every = chosen.opened, chosen.regressions
    done = {kind: buckets.totals(incidents[f"{ENDS[kind]}_slot"][each]) for kind, each in chosen.done.items()}
    return OfIncidents(
        incidents=len(chosen.opened),
        regressions=len(chosen.regressions),
        times=Times(**{kind: durations_of(chosen.seconds[kind]) for kind in KINDS}),
        buckets=Opened(*(buckets.totals(begun[each]) for each in every)),
        done=done,
        services=Opened(*(np.bincount(service[each], minlength=known) for each in every)),
        service_times=_times(service, chosen, known),
        severities=_by_severity(columns, chosen),
        recurring=_recurring(columns, chosen),
        slowest=_slowest(columns, chosen),
    )


def _of_reports(columns: Columns, query: FigureQuery, buckets: Buckets) -> OfReports:
    slots, service, counts = (columns.reports[name] for name in ("slot", "service", "reports"))
    inside = (slots >= slot_of(query.since)) & (slots < slot_of(query.until))
    told = np.flatnonzero(_passing(columns.reports, _filters(columns, query)) & inside)
    reports = counts[told]
    # Sums of floats are exact below 2^53.
    services = np.bincount(service[told], reports, minlength=len(columns.services.texts())).astype(np.int64)
    return OfReports(int(reports.sum()), buckets.totals(slots[told], reports), services)


def _chosen(columns: Columns, query: FigureQuery) -> Chosen:
    incidents, first, last = columns.incidents, slot_of(query.since), slot_of(query.until)
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
    opened = counts & within(incidents["first_slot"])
    return Chosen(np.flatnonzero(opened), np.flatnonzero(opened & incidents["regression"]), done, seconds)


def _filters(columns: Columns, query: FigureQuery) -> dict[str, int]:
    """By column, the wanted code; -1 for a text that never came."""
    asked = {"service": (query.service, columns.services), "environment": (query.environment, columns.environments)}
    return {name: known.known(wanted) for name, (wanted, known) in asked.items() if wanted is not None}


def _passing(table: Table, filters: dict[str, int]) -> Column:
    passing = np.ones(table.length, np.bool_)
    for name, code in filters.items():
        passing &= table[name] == code
    return passing


def _by_time(found: OfIncidents, told: OfReports, buckets: Buckets) -> tuple[BucketFigures, ...]:
    sums = told.buckets, found.buckets.incidents, found.buckets.regressions
    done = {kind: found.done[kind].tolist() for kind in KINDS}
    rows = zip(*(each.tolist() for each in sums), strict=True)
    return tuple(
        BucketFigures(start, Counts(*row), **{kind: done[kind][place] for kind in KINDS})
        for place, (start, row) in enumerate(zip(buckets.starts, rows, strict=True))
    )


def _by_service(texts: Sequence[str], found: OfIncidents, told: OfReports) -> tuple[ServiceFigures, ...]:
    sums = told.services, found.services.incidents, found.services.regressions
    rows = zip(texts, zip(*(each.tolist() for each in sums), strict=True), found.service_times, strict=True)
    shown = [
        ServiceFigures(stored(text), Counts(*row), spent) for text, row, spent in rows if any(row) or spent != UNSPENT
    ]
    return tuple(sorted(shown, key=lambda each: (-each.counts.reports, -each.counts.incidents, each.service)))


def _by_severity(columns: Columns, chosen: Chosen) -> tuple[SeverityFigures, ...]:
    severity, limit = columns.incidents["severity"], max(Severity) + 1
    opened, again = (np.bincount(severity[each], minlength=limit) for each in (chosen.opened, chosen.regressions))
    times = _times(severity, chosen, limit)
    found = [SeverityFigures(each, int(opened[each]), int(again[each]), times[each]) for each in sorted(Severity)[::-1]]
    return tuple(each for each in found if each.incidents or each.times != UNSPENT)


def _times(codes: Column, chosen: Chosen, limit: int) -> Sequence[Times]:
    """The durations of each code below the limit."""
    found = {kind: dict(grouped(codes[chosen.done[kind]], chosen.seconds[kind])) for kind in KINDS}
    return [Times(**{kind: found[kind].get(code, NONE) for kind in KINDS}) for code in range(limit)]


def _recurring(columns: Columns, chosen: Chosen) -> tuple[Recurring, ...]:
    """The problems with the most incidents among those that came back; the newest first where it is the same."""
    problem, number = columns.incidents["problem"], columns.incidents["number"]
    back, came_back = np.unique(problem[chosen.regressions], return_counts=True)
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
