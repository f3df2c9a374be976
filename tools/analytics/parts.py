"""The result of a query for the incidents of some services, cached while none of them changes.

Everything that can be added up is added up here. Durations stay as they are, for percentiles over all services.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tools.analytics.answers import Column, Opened, Sums
from tools.analytics.buckets import Buckets
from tools.analytics.durations import NONE, grouped
from tools.analytics.slots import slot_of
from tools.analytics.tables import Table
from tools.nouns.figures import FigureQuery, Times
from tools.nouns.severity import Severity

KINDS = ("acknowledged", "fixed", "recovered")
ENDS = {"acknowledged": "acknowledged", "fixed": "resolved", "recovered": "resolved"}
"""The prefixes of the columns that say when each of these happened."""
MOST_SHOWN = 10
"""The most recurring problems and slow fixes in an answer."""
SEVERITIES = max(Severity) + 1


@dataclass(frozen=True, slots=True)
class Part:
    """The incidents of one shard that a query concerns."""

    opened: Column
    """The places in the shard's table of incidents that began in the range."""
    regressions: Column
    buckets: Opened
    done: Mapping[str, Sums]
    """By kind of end, the count in each bucket."""
    services: Opened
    """By the shard's own numbers of services."""
    service_times: Sequence[Times]
    severities: Opened
    seconds: Mapping[str, Sequence[Column]]
    """By kind of end and severity, the durations."""
    slowest: Sequence[tuple[float, int]]
    """The durations and numbers of the slowest fixes."""


def part_of(table: Table, query: FigureQuery, buckets: Buckets, filters: Mapping[str, int]) -> Part:
    """Compute a shard's part. `filters` are the wanted numbers by column."""
    opened, regressions, done = _chosen(table, query, filters)
    service, severity, known = table["service"], table["severity"], int(table["service"].max(initial=-1)) + 1
    every, begun = (opened, regressions), table["first_slot"]
    seconds = {kind: table[f"{ENDS[kind]}_at"][each] - table["first_seen"][each] for kind, each in done.items()}
    found = {kind: dict(grouped(service[done[kind]], seconds[kind])) for kind in KINDS}
    return Part(
        opened=opened.astype(np.int32),
        regressions=regressions,
        buckets=Opened(*(buckets.totals(begun[each]) for each in every)),
        done={kind: buckets.totals(table[f"{ENDS[kind]}_slot"][each]) for kind, each in done.items()},
        services=Opened(*(np.bincount(service[each], minlength=known) for each in every)),
        service_times=[Times(**{kind: found[kind].get(code, NONE) for kind in KINDS}) for code in range(known)],
        severities=Opened(*(np.bincount(severity[each], minlength=SEVERITIES) for each in every)),
        seconds={kind: _by_code(severity[done[kind]], seconds[kind]) for kind in KINDS},
        slowest=_slowest(seconds["fixed"], table["number"][done["fixed"]]),
    )


def slowest_of(candidates: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """Return the longest first; of equal ones, the newest first."""
    return sorted(candidates, reverse=True)[:MOST_SHOWN]


def _chosen(table: Table, query: FigureQuery, filters: Mapping[str, int]) -> tuple[Column, Column, dict[str, Column]]:
    """Return the places of incidents begun in the range, of regressions among them, and of those done, by kind."""
    first, last, cured = slot_of(query.since), slot_of(query.until), table["recovered"]

    def within(slots: Column) -> Column:
        return (slots >= first) & (slots < last)

    counts = table["counts"] & table.passing(filters)
    opened, resolved = counts & within(table["first_slot"]), counts & within(table["resolved_slot"])
    done = {
        "acknowledged": np.flatnonzero(counts & within(table["acknowledged_slot"])),
        "fixed": np.flatnonzero(resolved & ~cured),
        "recovered": np.flatnonzero(resolved & cured),
    }
    return np.flatnonzero(opened), np.flatnonzero(opened & table["regression"]), done


def _by_code(codes: Column, seconds: Column) -> list[Column]:
    return [seconds[codes == code] for code in range(SEVERITIES)]


def _slowest(seconds: Column, numbers: Column) -> list[tuple[float, int]]:
    if len(seconds) > MOST_SHOWN:
        longest = seconds >= np.partition(seconds, len(seconds) - MOST_SHOWN)[len(seconds) - MOST_SHOWN]
        seconds, numbers = seconds[longest], numbers[longest]
    return slowest_of(list(zip(seconds.tolist(), numbers.tolist(), strict=True)))
