"""Facts about incidents and reports as columns of numbers: a million incidents are summed up in milliseconds.

Incidents are in shards by service: the result of a query in a shard is cached until one of its incidents changes.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tools.analytics.answers import Column, OfIncidents, OfReports
from tools.analytics.parts import Part
from tools.analytics.slots import SLOT_SECONDS
from tools.analytics.tables import Table
from tools.cache import BoundedCache

KEPT_ANSWERS = 32
"""The most cached answers to queries."""
KEPT_PARTS = 4
"""The most cached parts per shard: a million incidents of one query take 15 MB."""
SHARDS = 32
NEVER = np.iinfo(np.int32).min
"""The slot of an event that has not happened."""


class Names:
    """Maps texts to small numbers, in the order of their first use."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        """Return the number of a text; a new text gets a new number."""
        return self._codes.setdefault(text, len(self._codes))

    def known(self, text: str) -> int:
        """Return the number of a text; -1 for an unknown one."""
        return self._codes.get(text, -1)

    def texts(self) -> Sequence[str]:
        """Return the texts, by number."""
        return list(self._codes)


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What figures need of one incident. Times are epoch seconds."""

    number: int
    """Identifies it in its store; a later incident has a higher one."""
    problem: int
    """The same for all generations of a lineage."""
    counts: bool
    """True if it is merged into no other."""
    severity: int
    service: str
    environment: str
    first_seen: float
    acknowledged_at: float | None
    """When it was first acknowledged."""
    resolved_at: float | None
    """When the resolve that holds was made."""
    recovered: bool
    regression: bool


INCIDENTS: Mapping[str, type[np.generic]] = {
    "number": np.int64, "problem": np.int64, "counts": np.bool_, "severity": np.int8, "service": np.int32,
    "environment": np.int32, "first_seen": np.float64, "acknowledged_at": np.float64, "resolved_at": np.float64,
    "recovered": np.bool_, "regression": np.bool_, "first_slot": np.int32, "acknowledged_slot": np.int32,
    "resolved_slot": np.int32,
}  # fmt: skip
REPORTS: Mapping[str, type[np.generic]] = {
    "slot": np.int32,
    "service": np.int32,
    "environment": np.int32,
    "reports": np.int64,
}


@dataclass(slots=True)
class Shard:
    """The incidents of some services, sorted by number."""

    table: Table = field(default_factory=lambda: Table(INCIDENTS))
    """In it, `service` is the number of the service divided by SHARDS."""
    kept: BoundedCache[Hashable, Part] = field(default_factory=lambda: BoundedCache(KEPT_PARTS))
    """Cached parts by query, valid as long as no incident of the shard changes."""

    def put(self, rows: Mapping[str, Column]) -> None:
        """Add or replace incidents, given in ascending order of numbers."""
        known, numbers = self.table["number"], rows["number"]
        places = np.searchsorted(known, numbers)
        new = places == len(known)
        places[new] = len(known) + np.arange(np.count_nonzero(new))
        self.table.put(places, rows)
        self.kept.clear()


@dataclass(slots=True)
class Columns:
    """The data of one tenant."""

    services: Names = field(default_factory=Names)
    environments: Names = field(default_factory=Names)
    shards: Sequence[Shard] = field(default_factory=lambda: [Shard() for _ in range(SHARDS)])
    """The shards; a service's number selects one."""
    reports: Table = field(default_factory=lambda: Table(REPORTS))
    """How many reports of a service and environment happened in a slot."""
    version: int = 0
    """Changes whenever an incident was added or changed."""
    reports_version: int = 0
    """Changes whenever a count of reports changed."""
    kept: BoundedCache[Hashable, OfIncidents] = field(default_factory=lambda: BoundedCache(KEPT_ANSWERS, texts=True))
    """Cached by query and version: percentiles are most of the work, and incidents change more rarely than reports
    arrive.
    """
    kept_reports: BoundedCache[Hashable, OfReports] = field(
        default_factory=lambda: BoundedCache(KEPT_ANSWERS, texts=True)
    )
    _report_places: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def put_incidents(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add or replace incidents: tuples of the fields of `IncidentFacts` in order, each number once."""
        if not rows:
            return
        self.version += 1
        read = sorted(rows)
        said = dict(zip(IncidentFacts.__dataclass_fields__, zip(*read, strict=True), strict=True))
        said["service"] = tuple(map(self.services.code, said["service"]))
        said["environment"] = tuple(map(self.environments.code, said["environment"]))
        fresh = {name: np.array(said[name], kind) for name, kind in INCIDENTS.items() if name in said}
        for name in ("first", "acknowledged", "resolved"):
            fresh[f"{name}_slot"] = _slots(fresh["first_seen" if name == "first" else f"{name}_at"])
        shard, fresh["service"] = fresh["service"] % SHARDS, fresh["service"] // SHARDS
        for number in np.unique(shard).tolist():
            self.shards[number].put({name: column[shard == number] for name, column in fresh.items()})

    def put_reports(self, rows: Iterable[tuple[int, str, str, int]]) -> None:
        """Set how many reports there are: (slot, service, environment, reports)."""
        read = [(slot, self.services.code(one), self.environments.code(other), n) for slot, one, other, n in rows]
        if not read:
            return
        self.reports_version += 1
        known = self._report_places
        places = np.array([known.setdefault(each[:3], len(known)) for each in read], np.int64)
        fresh = {name: np.array(each) for name, each in zip(REPORTS, zip(*read, strict=True), strict=True)}
        self.reports.put(places, fresh)


def _slots(times: Column) -> Column:
    """Return the slots of times; NEVER where there is no time."""
    found = np.full(len(times), NEVER, np.int32)
    there = ~np.isnan(times)
    found[there] = np.floor_divide(times[there], SLOT_SECONDS)
    return found
