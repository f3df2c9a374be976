"""Recounts heads of an earlier build: its last reports may have been written after this build had begun to count."""

from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.flushes import total
from tools.tickets.s3.problem.lineage import Lineage

RECOUNTED_SECONDS = 7 * 24 * 3600.0
"""How long after the start of a head's log it is recounted. By then, no process of the earlier build is running."""


async def recount(parts: Parts, head: Lineage) -> bool:
    """Make the head's log show what is written, for the version that was read. Returns True if it was wrong.

    A process of an earlier build cannot read a head with a log, but reports that it was writing when the log began are
    there.
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
