"""Limits how many new problems a source may open: a storm of unlike lines must not bury people in tickets."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tools.cache import BoundedCache
from tools.errors import Overloaded
from tools.ports import Clock
from tools.ports.new_counts import NewCounts

ALL_SOURCES = 10
"""All sources of a tenant together may open this many times as many: the reporter chooses what the source is."""

ALONE_SHARE = 40
"""A process shares its count once it has opened a fortieth of what is allowed, so normal traffic costs nothing."""

SHARE_EVERY_SECONDS = 1.0
"""From then on, how long processes may be without each other's counts."""
_REMEMBERED = 4096
_WHOLE = ""


@dataclass(slots=True)
class _Count:
    window: int
    known: int = 0
    """The count of all processes, as of `shared_at`."""

    waiting: int = 0
    """The count of this process that is not shared yet."""

    shared_at: float = float("-inf")

    @property
    def total(self) -> int:
        """As far as this process knows."""
        return self.known + self.waiting


class NewProblems:
    """Counts in fixed windows of time. One per process; what a process does not know yet is a few per cent."""

    def __init__(
        self,
        amount: int,
        seconds: float,
        counts: NewCounts,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """At most `amount` new problems per source of a tenant in `seconds`."""
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
            await self._share(tenant, name, count, most)
            if count.total >= most:
                raise self._refusal(source if name else "", most)
        for name in (source or "-", _WHOLE):
            self._now(tenant, name).waiting += 1

    def give_back(self, tenant: str, source: str) -> None:
        """Take a count back: it was not a new problem after all."""
        for name in (source or "-", _WHOLE):
            self._now(tenant, name).waiting -= 1

    async def _share(self, tenant: str, name: str, count: _Count, most: int) -> None:
        now, alone = self._monotonic(), max(1, most // ALONE_SHARE)
        if abs(count.waiting) < alone and (count.known < alone or now - count.shared_at < SHARE_EVERY_SECONDS):
            return
        waiting, count.waiting, count.shared_at = count.waiting, 0, now
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
