"""Checks that every report counts once, by the names and logs."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence

import orjson

from tools.nouns.json_types import Stored
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import contents
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.flushes import ELSEWHERE, Flush, total
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import where_they_are, with_log

Read = list[tuple[Flush, Sequence[Stored]]]


async def count_findings(
    parts: Parts, heads: Mapping[str, Lineage], aliases: Collection[tuple[str, str]]
) -> AsyncIterator[str]:
    """Every report is shown once, under a head that exists, and names and logs have the right counts."""
    shown: Counter[tuple[str, str]] = Counter()
    async for lineage, written in _by_lineage(parts, heads):
        if (head := heads.get(lineage)) is None:
            yield f"{sum(flush.count for flush, _ in written)} reports are on lineage {lineage}, which does not exist"
            continue
        read = _with_log(head, written)
        for finding in _miscounted(head, read):
            yield finding
        here = [each for each in where_they_are(lineage, read) if each.generation != ELSEWHERE]
        shown.update((head.tenant, each.request_id) for each in here)
        for each in here:
            if each.generation > len(head.tickets):
                yield f"report {each.request_id} is on a generation that {lineage} does not have"
            if (head.tenant, each.fingerprint) not in aliases:
                yield f"report {each.request_id} has an unknown fingerprint"
    for (_, request_id), times in shown.items():
        if times > 1:
            yield f"report {request_id} is counted {times} times"


async def _by_lineage(parts: Parts, heads: Mapping[str, Lineage]) -> AsyncIterator[tuple[str, Read]]:
    """Each lineage with its flushes (their names are adjacent); then those whose reports are all in their heads."""
    left, current, read = set(heads), "", Read()
    async for name, blob in contents(parts.objects, keys.OCCURRENCES):
        *_, lineage, flush = name.split("/")
        if read and lineage != current:
            yield current, read
            read = []
        current = lineage
        left.discard(lineage)
        read.append((Flush.parse(flush), orjson.loads(blob.body)))
    if read:
        yield current, read
    for lineage in sorted(left):
        yield lineage, []


def _with_log(head: Lineage, written: Read) -> Read:
    """What is in the folder and in the log, without blocks that are in both."""
    commits = head.log.commits if head.log else []
    bodies = {flush.name: entries for flush, entries in written}
    bodies |= {commit.name: commit.entries() for commit in commits}
    return [(flush, bodies[flush.name]) for flush in with_log(commits, [flush for flush, _ in written])]


def _miscounted(head: Lineage, read: Read) -> Iterator[str]:
    """Names that differ from the reports under them, and generations of an open log that do not show what it counts."""
    for flush, entries in read:
        if flush.count != len(entries):
            yield f"{head.id}/{flush.name} says {flush.count} reports and holds {len(entries)}"
    if (log := head.counting) is None:
        return
    for ticket in head.tickets:
        if log.tally(ticket.number) != total(flush.tally for flush, _ in read if flush.to == ticket.number):
            yield f"{ticket.id} does not show as many reports as its head says"
