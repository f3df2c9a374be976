"""Learned parameters: finds earlier fingerprints of a service that differ from a new one in one word only."""

from dataclasses import replace

from tools.nouns.reports import Profile
from tools.rules import lessons
from tools.rules.effects import SYSTEM
from tools.rules.lessons import Lesson
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.merge_protocol import apart, take


async def lesson(parts: Parts, tenant: str, service: str, profile: Profile) -> Lesson | None:
    """What the stored fingerprints teach about a new one. A person's cannot-link among the siblings forbids it."""
    for names in await parts.skeletons.siblings(tenant, service, profile):
        aliases = [each for name in names if (each := await parts.aliases.load(tenant, name)) is not None]
        found = lessons.lesson(profile, [(each.stored_profile(), each.lineage) for each in aliases])
        if found is None:
            continue
        roots = [await parts.heads.root(tenant, each) for each in found.lineages]
        found = replace(found, lineages=tuple(dict.fromkeys(root.id for root in roots)))
        if not any([await apart(parts, tenant, *pair) for pair in found.pairs]):
            return found.live_first([root.id for root in roots if root.head.live])
    return None


async def merge_siblings(parts: Parts, tenant: str, taught: Lesson) -> None:
    """Merge the siblings' other live problems into the one that the report went to; each merge can be undone."""
    reason = lessons.merge_reason(taught.position)
    target = (await parts.heads.root(tenant, taught.lineages[0])).id
    for lineage in taught.lineages[1:]:
        other = (await parts.heads.root(tenant, lineage)).id
        if other != target and not await apart(parts, tenant, other, target):
            await take(parts, tenant, other, target, reason, SYSTEM, respect_cannot_link=True)
