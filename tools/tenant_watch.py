"""A process's cache of tenants: their state, and how much of their quotas is used."""

import time
from collections import Counter
from dataclasses import dataclass, field

from tools.cache import BoundedCache
from tools.errors import Overloaded
from tools.nouns.tenants import UNLIMITED, Metered, Tenant, Usage
from tools.ports.matching import Clock
from tools.ports.tenants import TenantStore
from tools.times import rfc3339

FRESH_SECONDS = 2.0
"""A suspension takes effect on every process within this time."""

USAGE_SECONDS = 5.0
"""How old another process's counts may be."""

_REMEMBERED = 4096
_DAY = 86_400.0


@dataclass(slots=True)
class _Seen:
    tenant: Tenant
    checked: float
    """Monotonic seconds."""


@dataclass(slots=True)
class _Count:
    day: str
    usage: Usage = field(default_factory=Usage)
    """The usage of all processes, as of `told`."""

    waiting: Counter[Metered] = field(default_factory=Counter)
    """This process's usage that is not stored yet."""

    told: float = float("-inf")

    def of(self, metered: Metered) -> int:
        """The known usage."""
        return self.usage.of(metered) + self.waiting[metered]


class TenantWatch:
    """One per process."""

    def __init__(self, tenants: TenantStore, clock: Clock) -> None:
        self._tenants = tenants
        self._clock = clock
        self._seen: BoundedCache[str, _Seen] = BoundedCache(_REMEMBERED)
        self._counts: BoundedCache[str, _Count] = BoundedCache(_REMEMBERED)

    async def tenant(self, name: str) -> Tenant:
        """The tenant, at most two seconds old."""
        now = time.monotonic()
        seen = self._seen.get(name)
        if seen is None or now - seen.checked > FRESH_SECONDS:
            seen = _Seen(await self._tenants.tenant(name), now)
            self._seen[name] = seen
        return seen.tenant

    def forget(self, name: str) -> None:
        """Drop a tenant from the cache, after this process has changed it."""
        self._seen.pop(name, None)
        self._counts.pop(name, None)

    async def admit(self, name: str) -> None:
        """Raises Overloaded, until the day ends, for a tenant that has used up its reports."""
        if await self.used_up(name, Metered.REPORTS):
            raise self._refusal(name, Metered.REPORTS)

    async def admit_new(self, name: str) -> None:
        """Raises Overloaded, until the day ends, for a tenant that has used up its new incidents."""
        if await self.used_up(name, Metered.INCIDENTS):
            raise self._refusal(name, Metered.INCIDENTS)

    async def used_up(self, name: str, metered: Metered) -> bool:
        """True if the tenant's quota for today is used up; other processes' usage is included within five seconds."""
        limit = (await self.tenant(name)).quotas.of(metered)
        return limit is not None and (await self._count(name)).of(metered) >= limit

    def note(self, name: str, metered: Metered, amount: int = 1) -> None:
        """Count a tenant's usage, if it has quotas."""
        seen = self._seen.get(name)
        if seen is not None and seen.tenant.quotas != UNLIMITED:
            self._today(name).waiting[metered] += amount

    async def _count(self, name: str) -> _Count:
        count, now = self._today(name), time.monotonic()
        if now - count.told > USAGE_SECONDS:
            count.told, waiting = now, count.waiting
            count.waiting = Counter()
            count.usage = await self._tenants.spend(name, count.day, waiting)
        return count

    def _today(self, name: str) -> _Count:
        day = rfc3339(self._clock())[:10]
        count = self._counts.get(name)
        if count is None or count.day != day:
            count = self._counts[name] = _Count(day)
        return count

    def _refusal(self, name: str, metered: Metered) -> Overloaded:
        what = "new problems" if metered is Metered.INCIDENTS else metered.value
        wait = _DAY - self._clock() % _DAY
        return Overloaded(f"the tenant {name} has used up its {what} for today (UTC)", retry_after=wait)
