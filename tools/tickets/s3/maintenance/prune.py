"""Drops the texts and vectors of problems that were closed long ago; everything that decides is kept."""

from tools.nouns.incidents import Status
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import without_texts
from tools.tickets.s3.problem.merge_protocol import family


async def prune(parts: Parts, resolved_before: float) -> int:
    """Prune the lineages whose head was resolved before a time (epoch seconds). Returns how many had texts left.

    Heads, aliases, counts, decisions, resolutions and constraints are kept, so a problem that comes back is still
    recognised by its fingerprint. It can no longer be found by similarity. Every head is read once.
    """
    pruned = 0
    async for head in parts.heads.all():
        newest = head.head
        if newest.status == Status.RESOLVED and (newest.resolved_at or 0.0) < resolved_before:
            members = await family(parts, head.tenant, head.id)
            pruned += any([await _forget(parts, await parts.heads.need(head.tenant, each)) for each in members])
    return pruned


async def _forget(parts: Parts, head: Lineage) -> bool:
    """Drop the texts that were added since the last prune.

    The head stores how far that was, so nothing is read twice.
    """
    logged = bool(head.log and any(not commit.pruned for commit in head.log.commits))
    if logged:
        head, _ = await parts.heads.change(head.tenant, head.id, _drop_logged)
    upto = await parts.occurrences.drop_texts(head.tenant, head.id, head.pruned)
    if upto == head.pruned and not logged:
        return False
    for fingerprint in head.fingerprints:
        await parts.aliases.point(head.tenant, fingerprint, vector="")
    await parts.heads.change(head.tenant, head.id, lambda now: setattr(now, "pruned", upto))
    return True


def _drop_logged(head: Lineage) -> None:
    if head.log is not None:
        head.log.commits = [each if each.pruned else without_texts(each) for each in head.log.commits]
