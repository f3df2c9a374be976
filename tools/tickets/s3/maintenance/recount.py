"""Counts of heads of an earlier build, whose last reports may have been written while this build began to count."""

from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.flushes import total
from tools.tickets.s3.problem.lineage import Lineage

RECOUNTED_SECONDS = 7 * 24 * 3600.0
"""So long after a head's log has begun: a process of the earlier build has ended by then."""


async def recount(parts: Parts, head: Lineage) -> bool:
    """Make its log show what is written, on the version that was read. True if it did not.

    A process of an earlier build cannot read a head with a log, but what it was writing when the log began is there.
    """
    log = head.counting
    if log is None or log.appended_until + RECOUNTED_SECONDS < parts.clock():
        return False
    held = await parts.heads.load(head.tenant, head.id)
    if held is None or held.lineage.counting is None:
        return False
    flushes = await parts.occurrences.flushes(held.lineage)
    numbers = range(1, len(held.lineage.tickets) + 1)
    counts = [total(each.tally for each in flushes if each.to == number) for number in numbers]

    def change(now: Lineage) -> bool:
        if (counting := now.counting) is None or counts == [counting.tally(number) for number in numbers]:
            return False
        counting.counts = counts
        return True

    return bool(await parts.heads.change_once(held, change))
