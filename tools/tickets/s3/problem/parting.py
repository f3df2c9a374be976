"""Closes logs before reports of some problems are led to another one.

A process that read the old alias then appends the report at the old place, and one that read the new alias at the new
place. The report's claim lets one of them count.
"""

from collections.abc import Sequence

from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage


async def part_logs(parts: Parts, tenant: str, sources: Sequence[str], to: str) -> None:
    """Close the logs of the sources, nearest first, then that of `to`, which stores where to look for their reports."""
    now = parts.clock()

    def meet(head: Lineage) -> None:
        head.close_log(now)
        head.meet(sources, now)

    for name in sources:
        await parts.heads.change(tenant, name, lambda head: head.close_log(now))
    await parts.heads.change(tenant, to, meet)
