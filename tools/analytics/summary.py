"""Computes the figures of a range, as defined in `tools/nouns/figures.py`, from the columns of a tenant."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tools.analytics.answers import OfIncidents, OfReports, Recurring
from tools.analytics.buckets import Buckets, buckets_of
from tools.analytics.columns import SHARDS, Columns
from tools.analytics.parts import KINDS, Part, part_of
from tools.analytics.slots import slot_of
from tools.analytics.together import UNSPENT, together
from tools.nouns.figures import BucketFigures, Counts, FigureQuery, ServiceFigures, SeverityFigures, Times
from tools.nouns.redacted import stored


@dataclass(frozen=True, slots=True)
class Figures:
    """A summary in which incidents are numbers: the store knows their names and titles."""

    counts: Counts
    times: Times
    buckets: tuple[BucketFigures, ...]
    services: tuple[ServiceFigures, ...]
    severities: tuple[SeverityFigures, ...]
    recurring: tuple[Recurring, ...]
    slowest: tuple[int, ...]


def summed_up(columns: Columns, query: FigureQuery) -> Figures:
    """Return all figures of a query. The parts about incidents or reports alone are cached until their data changes."""
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
    filters = _filters(columns, query)
    service = filters.get("service")
    asked = range(SHARDS) if service is None else [service % SHARDS] if service >= 0 else []
    if service is not None:
        filters["service"] = service // SHARDS
    parts = {number: _part(columns, number, query, buckets, filters) for number in asked}
    tables = {number: columns.shards[number].table for number in asked}
    return together(parts, tables, len(columns.services.texts()), len(buckets.starts))


def _part(columns: Columns, number: int, query: FigureQuery, buckets: Buckets, filters: dict[str, int]) -> Part:
    """Return the part of one shard.

    `filters` is part of the cache key, since a wanted environment may get its number later.
    """
    shard, asked = columns.shards[number], (query, tuple(filters.items()))
    if asked not in shard.kept:
        shard.kept[asked] = part_of(shard.table, query, buckets, filters)
    return shard.kept[asked]


def _of_reports(columns: Columns, query: FigureQuery, buckets: Buckets) -> OfReports:
    slots, service, counts = (columns.reports[name] for name in ("slot", "service", "reports"))
    inside = (slots >= slot_of(query.since)) & (slots < slot_of(query.until))
    told = np.flatnonzero(columns.reports.passing(_filters(columns, query)) & inside)
    reports = counts[told]
    # Sums of floats are exact below 2^53.
    services = np.bincount(service[told], reports, minlength=len(columns.services.texts())).astype(np.int64)
    return OfReports(int(reports.sum()), buckets.totals(slots[told], reports), services)


def _filters(columns: Columns, query: FigureQuery) -> dict[str, int]:
    """Return the wanted code per column; -1 for an unknown text."""
    asked = {"service": (query.service, columns.services), "environment": (query.environment, columns.environments)}
    return {name: known.known(wanted) for name, (wanted, known) in asked.items() if wanted is not None}


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
