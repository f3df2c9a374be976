"""How many new problems a source may open: a storm of unlike lines must not bury people in tickets."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tools.cache import BoundedCache
from tools.errors import Overloaded
from tools.ports import Clock
from tools.ports.new_counts import NewCounts

ALL_SOURCES = 10
"""All sources of a tenant together may open so many times as many, for whoever reports chooses what the source is."""

ALONE_SHARE = 40
"""A process asks the others once it has opened a fortieth of what is allowed: ordinary life costs nothing."""

TOLD_SECONDS = 1.0
"""How long processes may know nothing of each other's counts then."""
_REMEMBERED = 4096
_WHOLE = ""


@dataclass(slots=True)
class _Count:
    window: int
    known: int = 0
    """Of all processes, as of `told`."""

    waiting: int = 0
    """Of this process, not told yet."""

    told: float = float("-inf")

    @property
    def total(self) -> int:
        """All that is known."""
        return self.known + self.waiting


class NewProblems:
    """Counts in windows of the clock. One per process; what one process does not know yet is a few in a hundred."""

    def __init__(
        self,
        amount: int,
        seconds: float,
        counts: NewCounts,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """At most `amount` new problems of one source of a tenant in so many seconds."""
        self._amount = amount
        self._seconds = seconds
        self._counts = counts
        self._clock = clock
        self._monotonic = monotonic
        self._seen: BoundedCache[tuple[str, str], _Count] = BoundedCache(_REMEMBERED)

    async def take(self, tenant: str, source: str) -> None:
        """Count a problem that is about to be opened. Raises Overloaded, and then counts nothing."""
        for name, most in ((source or "-", self._amount), (_WHOLE, self._amount * ALL_SOURCES)):
            count = self._now(tenant, name)
            await self._tell(tenant, name, count, most)
            if count.total >= most:
                raise self._refusal(source if name else "", most)
        for name in (source or "-", _WHOLE):
            self._now(tenant, name).waiting += 1

    def give_back(self, tenant: str, source: str) -> None:
        """It was no new problem after all."""
        for name in (source or "-", _WHOLE):
            self._now(tenant, name).waiting -= 1

    async def _tell(self, tenant: str, name: str, count: _Count, most: int) -> None:
        now, share = self._monotonic(), max(1, most // ALONE_SHARE)
        if abs(count.waiting) < share and (count.known < share or now - count.told < TOLD_SECONDS):
            return
        waiting, count.waiting, count.told = count.waiting, 0, now
        try:
            count.known = max(count.known + waiting, await self._counts.add(tenant, name, count.window, waiting))
        except BaseException:
            count.waiting += waiting
            raise

    def _now(self, tenant: str, name: str) -> _Count:
        window = int(self._clock() // self._seconds)
        count = self._seen.get((tenant, name))
        if count is None or count.window != window:
            count = self._seen[tenant, name] = _Count(window)
        return count

    def _refusal(self, source: str, most: int) -> Overloaded:
        wait = self._seconds - self._clock() % self._seconds
        whose = f"the source {source[:80]!r}" if source else "one tenant"
        return Overloaded(
            f"{whose} may open {most} new problems in {self._seconds:g} seconds (NEW_INCIDENT_LIMIT); known ones are "
            "counted as ever",
            retry_after=wait,
        )
