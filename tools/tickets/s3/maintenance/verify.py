"""Checks every invariant of the protocol (docs/BACKENDS.md). Each finding is a sentence."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence

import orjson

from tools.nouns import pending
from tools.nouns.accounts import AuditHead
from tools.nouns.incidents import Status
from tools.nouns.jobs import JobKind
from tools.tickets.s3.audit_log import line_from_json, sealed_since
from tools.tickets.s3.maintenance.verify_counts import count_findings
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import contents
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.heads import MARKS, marks
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.timelines import covered
from tools.tickets.s3.views import events_of
from tools.tickets.shared.audit import ChainCheck
from tools.tickets.shared.timelines import finding

MAX_FINDINGS = 100
Heads = dict[str, Lineage]


async def verify(parts: Parts) -> list[str]:
    """All findings about a bucket, at most MAX_FINDINGS; empty if all is well.

    Reads every object once. While the service runs, a finding may be a change that is half done: verify again.
    """
    heads = {lineage.id: lineage async for lineage in parts.heads.all()}
    aliases = {(alias.tenant, alias.fingerprint): alias async for alias in parts.aliases.all()}
    found = [*_lives(heads), *_merges(heads), *_ways(heads, aliases)]
    checks = (count_findings(parts, heads, aliases), _marks(parts, heads))
    for check in checks:
        found += [each async for each in check]
    found += [each async for each in _timelines(parts, heads)]
    found += await audit_findings(parts)
    return found[:MAX_FINDINGS]


def _lives(heads: Heads) -> Iterator[str]:
    """At most one live ticket, which is the newest of consecutive generations."""
    for head in heads.values():
        live = [each.id for each in head.tickets if each.live and not head.became]
        if len(live) > 1 or (live and live[0] != head.head.id):
            yield f"lineage {head.id} has live tickets {', '.join(live)}"
        if [each.number for each in head.tickets] != list(range(1, len(head.tickets) + 1)):
            yield f"lineage {head.id} has generations out of order"
        for ticket in head.tickets:
            if ticket.status == Status.RESOLVED and (ticket.resolved_at is None or ticket.resolution is None):
                yield f"{ticket.id} is resolved without saying when"
        if head.announced or head.moves:
            yield f"lineage {head.id} has merges or moves under way"
        if live and not head.announcement_made:
            yield f"{head.head.id} was opened, but no notice of it was ever queued"
        elif live and _waits_for_nobody(head):
            yield f"{head.head.id} is live and waits for advice or a late match, but the outbox has no job for it"


def _waits_for_nobody(head: Lineage) -> bool:
    queued = {each.kind for each in head.jobs.values() if each.ticket == head.head.id}
    waits = {JobKind.ADVISE: head.head.pending & pending.ADVICE, JobKind.MATCH: head.head.pending & pending.SEMANTIC}
    return any(mask and kind not in queued for kind, mask in waits.items())


def _merges(heads: Heads) -> Iterator[str]:
    """Merges lead to a root without a cycle, and every winner lists the lineages merged into it."""
    for head in heads.values():
        if (head.head.status == Status.MERGED) != (head.into is not None and not head.became):
            yield f"{head.head.id} is merged without a target, or has a target without being merged"
        seen, at = {head.id}, head
        while at.into is not None:
            if at.into in seen or at.into not in heads or heads[at.into].tenant != head.tenant:
                yield f"the merges of {head.id} lead in a circle or nowhere"
                break
            if at.id not in heads[at.into].absorbed:
                yield f"lineage {at.into} does not list {at.id}, which was merged into it"
            at = heads[at.into]
            seen.add(at.id)


def _ways(heads: Heads, aliases: dict[tuple[str, str], Alias]) -> Iterator[str]:
    """Every fingerprint leads to a head of its tenant."""
    lengths = Counter(len(alias.vector) for alias in aliases.values() if alias.vector)
    for alias in aliases.values():
        head = heads.get(alias.lineage)
        if head is None and alias.birth is not None and alias.lineage == alias.home:
            yield f"fingerprint {alias.fingerprint} was claimed, but its head was never made"
        elif head is None or head.tenant != alias.tenant:
            yield f"fingerprint {alias.fingerprint} leads nowhere"
        if alias.vector and len(alias.vector) != lengths.most_common(1)[0][0]:
            yield f"the vector of fingerprint {alias.fingerprint} has another length than the others"


async def _marks(parts: Parts, heads: Heads) -> AsyncIterator[str]:
    """The lists that people and workers read show every ticket and job, and nothing else."""
    wanted = {key for head in heads.values() for key in marks(head)}
    found = {folder + each.name for folder in MARKS async for each in parts.objects.names(folder)}
    for key in sorted(wanted - found):
        yield f"{key} is missing: a list does not show it"
    for key in sorted(found - wanted):
        yield f"{key} is listed, but no head says so"


async def _timelines(parts: Parts, heads: Heads) -> AsyncIterator[str]:
    """No event was changed or removed."""
    began = await sealed_since(parts.objects) if parts.seal.keyed else None
    for head in heads.values():
        lines = covered(head, await events_of(parts, head))
        if said := finding(head.id, head.timeline, lines, parts.seal, began):
            yield said


async def audit_findings(parts: Parts, anchors: Sequence[AuditHead] = ()) -> list[str]:
    """What is wrong with the audit log, also compared with heads that were stored elsewhere."""
    blob = await parts.objects.get(keys.AUDIT_HEAD)
    head = None if blob is None else AuditHead(*orjson.loads(blob.body))
    check, following = ChainCheck(parts.seal, head, anchors), 0
    async for number, line in contents(parts.objects, keys.audit()):
        if int(number) != following:
            return [f"line {following} of the audit log is missing"]
        check.follow(line_from_json(following, line.body))
        following += 1
    return check.findings()
