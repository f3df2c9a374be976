"""Gives heads of an earlier build a log, which starts with the reports that were appended until then."""

from dataclasses import replace

from tools.tickets.s3.objects.keys import CLOCK_SKEW_SECONDS
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.flushes import ELSEWHERE, total
from tools.tickets.s3.problem.heads import Held
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import Log


async def adopt(parts: Parts, held: Held) -> Held:
    """Return the same version with a log, which the next swap makes durable.

    A head that has a log is returned as it is.

    A head whose reports were moved gets none, because names do not tell what it shows.
    """
    root = held.lineage
    if root.log is not None or root.into is not None or root.moves:
        return held
    flushes, now = await parts.occurrences.flushes(root), parts.clock()
    log = Log()
    if any(each.origin != ELSEWHERE for each in flushes):
        log.close(now)
        root, _ = await parts.heads.change(root.tenant, root.id, lambda head: _keep(head, log))
        return replace(held, lineage=root)
    numbers = range(1, len(root.tickets) + 1)
    log.counts = [total(each.tally for each in flushes if each.to == number) for number in numbers]
    log.last = max((each.flush for each in flushes), default="")
    log.appended_until = now + CLOCK_SKEW_SECONDS
    log.forgotten = int(log.appended_until * 1000)
    log.meet([*root.absorbed, *root.announced], now)
    root.log = log
    return held


def _keep(head: Lineage, log: Log) -> None:
    if head.log is None:
        head.log = log
