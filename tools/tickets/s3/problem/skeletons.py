"""Skeletons: templates with one word left open, from which parameters are learned.

Every fingerprint writes one empty object whose name lists its skeletons. A process lists a service's names once and
later only the new ones.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from tools.ids import new_ulid, time_prefix, ulid_time
from tools.nouns.reports import Profile
from tools.rules import lessons
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects

HEX = 16


@dataclass(slots=True)
class _Service:
    seen: set[str] = field(default_factory=set)
    newest: str = ""
    siblings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Skeletons:
    """The skeletons of each tenant's services."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._services: dict[tuple[str, str], _Service] = {}

    async def remember(self, tenant: str, service: str, profile: Profile, now: float) -> None:
        """Store the skeletons that later fingerprints are compared by."""
        if found := digests(profile):
            name = f"{new_ulid(now)}.{profile.fingerprint}.{''.join(found)}"
            await self._objects.put(keys.skeletons(tenant, service) + name, b"")

    async def siblings(self, tenant: str, service: str, profile: Profile) -> list[list[str]]:
        """For each skeleton of a profile: the other fingerprints that share it, oldest first."""
        mine = digests(profile)
        if not mine:
            return []
        known = await self._catch_up(tenant, service)
        found = ([name for name in known.siblings[each] if name != profile.fingerprint] for each in mine)
        return [names[: lessons.MOST_SIBLINGS] for names in found if names]

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
    """Short digests of a profile's skeletons; matches are compared in full anyway."""
    return [hashlib.sha256(each.encode()).hexdigest()[:HEX] for each in lessons.skeletons(profile)]


def _margin(newest: str) -> str:
    """The name to list from, given the newest known name: writers with slow clocks may still add earlier names."""
    if not newest:
        return ""
    return time_prefix(ulid_time(newest) - keys.CLOCK_SKEW_SECONDS)
