"""Learned parameters: what a new fingerprint shares with earlier ones of its service but for one word.

Every fingerprint leaves one empty object whose name lists its skeletons; a process lists a service's names once and
then only what is new.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace

from tools.ids import new_ulid, time_prefix, ulid_time
from tools.nouns.reports import Profile
from tools.rules import learning
from tools.rules.effects import SYSTEM
from tools.rules.learning import Lesson
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.problem.aliases import Aliases
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.regrouping.merging import Merging

HEX = 16


@dataclass(slots=True)
class _Service:
    seen: set[str] = field(default_factory=set)
    newest: str = ""
    siblings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Skeletons:
    """The lessons of each tenant's services."""

    def __init__(self, objects: Objects, aliases: Aliases, heads: Heads, merging: Merging) -> None:
        self._objects = objects
        self._aliases = aliases
        self._heads = heads
        self._merging = merging
        self._services: dict[tuple[str, str], _Service] = {}

    async def remember(self, tenant: str, service: str, profile: Profile, now: float) -> None:
        """Keep what later fingerprints are compared by."""
        if found := digests(profile):
            name = f"{new_ulid(now)}.{profile.fingerprint}.{''.join(found)}"
            await self._objects.put(keys.skeletons(tenant, service) + name, b"")

    async def lesson(self, tenant: str, service: str, profile: Profile) -> Lesson | None:
        """What is stored teaches about a new fingerprint. A person's cannot-link among the siblings forbids it."""
        mine = digests(profile)
        if not mine:
            return None
        known = await self._catch_up(tenant, service)
        for each in mine:
            names = [name for name in known.siblings[each] if name != profile.fingerprint]
            if names and (found := await self._judge(tenant, profile, names[: learning.MOST_SIBLINGS])):
                return found
        return None

    async def gather(self, tenant: str, taught: Lesson) -> None:
        """Ordinary, undoable merges: the siblings' other live problems join the one the report went to."""
        reason = learning.merge_reason(taught.position)
        target = (await self._heads.root(tenant, taught.lineages[0])).id
        for lineage in taught.lineages[1:]:
            other = (await self._heads.root(tenant, lineage)).id
            if other != target and not await self._merging.apart(tenant, other, target):
                await self._merging.take(tenant, other, target, reason, SYSTEM, obey=True)

    async def _judge(self, tenant: str, profile: Profile, names: list[str]) -> Lesson | None:
        aliases = [each for name in names if (each := await self._aliases.load(tenant, name)) is not None]
        found = learning.lesson(profile, [(each.stored_profile(), each.lineage) for each in aliases])
        if found is None:
            return None
        roots = [await self._heads.root(tenant, each) for each in found.lineages]
        found = replace(found, lineages=tuple(dict.fromkeys(root.id for root in roots)))
        for pair in found.pairs:
            if await self._merging.apart(tenant, *pair):
                return None
        return found.live_first([root.id for root in roots if root.head.live])

    async def _catch_up(self, tenant: str, service: str) -> _Service:
        known = self._services.setdefault((tenant, service), _Service())
        async for each in self._objects.names(keys.skeletons(tenant, service), after=_margin(known.newest)):
            if each.name in known.seen:
                continue
            known.seen.add(each.name)
            known.newest = max(known.newest, each.name)
            fingerprint, _, packed = each.name.partition(".")[2].rpartition(".")
            for start in range(0, len(packed), HEX):
                known.siblings[packed[start : start + HEX]].append(fingerprint)
        return known


def digests(profile: Profile) -> list[str]:
    """Short names of a profile's skeletons: what they find is compared in full anyway."""
    return [hashlib.sha256(each.encode()).hexdigest()[:HEX] for each in learning.skeletons(profile)]


def _margin(newest: str) -> str:
    """Where to list from, given the newest name seen: writers whose clocks run behind are listed again."""
    if not newest:
        return ""
    return time_prefix(ulid_time(newest) - keys.CLOCK_SKEW_SECONDS)
