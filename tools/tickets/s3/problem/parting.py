"""Before reports of some problems are led to another one: nobody counts them in a log from here on.

Whoever read the old way appends the report there, whoever read the new one here, and its claim lets one of them count.
"""

from collections.abc import Sequence

from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage


async def part_logs(parts: Parts, tenant: str, sources: Sequence[str], to: str) -> None:
    """Close the logs of the sources, nearest first, then that of `to`, which learns where to look for their reports."""
    now = parts.clock()

    def meet(head: Lineage) -> None:
        head.close_log(now)
        head.meet(sources, now)

    for name in sources:
        await parts.heads.change(tenant, name, lambda head: head.close_log(now))
    await parts.heads.change(tenant, to, meet)
