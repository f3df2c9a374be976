"""Names of flushes. Each says how many reports it adds to which generation, so that counting needs only a listing.

A name is `{flush}_{to}_{count}_{from}_{first}_{last}`: `count` reports are on generation `to` and, if `from` is not 0,
no longer on `from`. Generation 0 means another lineage. Names sort by time. A block that left a log also has the range
of the birth times of its ids: `…_{least}_{greatest}`, in epoch milliseconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.ids import ulid_time
from tools.tickets.s3.objects.keys import CLOCK_SKEW_SECONDS
from tools.tickets.shared.stored_reports import StoredReport

ELSEWHERE = 0


@dataclass(frozen=True, slots=True)
class Flush:
    """The parsed name of one object."""

    name: str
    flush: str
    to: int
    count: int
    origin: int
    first: float
    last: float
    born: tuple[int, int] | None = None
    """The least and greatest birth time of its ids; None if the reports were appended."""

    @classmethod
    def parse(cls, name: str) -> "Flush":
        """Parse an object's name."""
        flush, to, count, origin, first, last, *births = name.split("_")
        born = (int(births[0]), int(births[1])) if births else None
        return cls(name, flush, int(to), int(count), int(origin), float(first), float(last), born)

    def may_hold(self, born: int) -> bool:
        """True if it may hold a report whose id was born then (epoch milliseconds).

        Appended flushes only bound it above.
        """
        if self.born is not None:
            return self.born[0] <= born <= self.born[1]
        return born <= (max(ulid_time(self.flush), self.last) + CLOCK_SKEW_SECONDS) * 1000

    @property
    def tally(self) -> "Tally":
        """What it adds to its generation."""
        return Tally(self.count, self.first, self.last)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reports a generation shows, and their first and last event time; None if it shows none."""

    count: int = 0
    first: float | None = None
    last: float | None = None


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    added = [each for each in tallies if each.count]
    firsts = (each.first for each in added if each.first is not None)
    lasts = (each.last for each in added if each.last is not None)
    return Tally(sum(each.count for each in added), min(firsts, default=None), max(lasts, default=None))


def flush_name(flush: str, to: int, reports: Sequence[StoredReport], origin: int) -> str:
    """The name of an object that holds at least one report."""
    tally = tally_of(reports)
    return f"{flush}_{to}_{tally.count}_{origin}_{tally.first!r}_{tally.last!r}"


def tally_of(reports: Iterable[StoredReport]) -> Tally:
    """Count reports."""
    times = [each.moment.known for each in reports]
    return Tally(len(times), min(times, default=None), max(times, default=None))
