"""Counts a long-lived ticket without listing all of its flushes for every report."""

from dataclasses import dataclass, field

from tools.cache import BoundedCache
from tools.ids import time_prefix, ulid_time
from tools.tickets.s3.problem.flushes import ELSEWHERE, Flush, Tally, total
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import Occurrences

SETTLED_SECONDS = 600.0
"""No name this much older than the newest one can still be added, because flushes are named when they are written."""

MAX_KEPT = 4096


@dataclass(slots=True)
class _Past:
    """What is known of a lineage up to a name."""

    upto: str = ""
    counts: dict[int, Tally] = field(default_factory=dict)
    moved: bool = False

    def of(self, generation: int) -> Tally:
        """The reports that a generation showed up to that name."""
        return self.counts.get(generation, Tally())


class Tallies:
    """Counts for answers.

    Each process caches the sums of old names of the lineages it reads, and lists only the newer ones. A lineage whose
    reports were moved is counted in full every time.
    """

    def __init__(self, occurrences: Occurrences) -> None:
        self._occurrences = occurrences
        self._past: BoundedCache[tuple[str, str], _Past] = BoundedCache(MAX_KEPT)

    async def of(self, head: Lineage, generation: int) -> Tally:
        """How many reports a generation shows."""
        if (log := head.counting) is not None:
            return log.tally(generation)
        past = self._past.setdefault((head.tenant, head.id), _Past())
        newer = await self._occurrences.flushes(head, past.upto)
        if past.moved or any(each.origin != ELSEWHERE for each in newer):
            past.moved = True
            return await self._occurrences.tally(head, generation)
        newer = [each for each in newer if each.name > past.upto]  # another call may have added some in the meantime
        tally = total([past.of(generation), *(each.tally for each in newer if each.to == generation)])
        _keep(past, newer)
        return tally


def _keep(past: _Past, newer: list[Flush]) -> None:
    """Add flushes that are old enough to the cached sum. None counts twice, even if another call adds it."""
    if not newer:
        return
    limit = time_prefix(ulid_time(newer[-1].flush) - SETTLED_SECONDS)
    for each in newer:
        if past.upto < each.name < limit:
            past.counts[each.to] = total([past.of(each.to), each.tally])
            past.upto = each.name
