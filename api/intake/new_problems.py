"""Limits how many new problems a source may open, so that a storm of differing lines opens few tickets."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tools.cache import BoundedCache
from tools.errors import Overloaded
from tools.ports import Clock
from tools.ports.new_counts import NewCounts

ALL_SOURCES = 10
"""All sources of a tenant together may open this many times the limit of one: the reporter chooses the source's name.
"""

ALONE_SHARE = 40
"""A process shares its count once it reaches a fortieth of the limit, so that normal traffic costs nothing."""

SHARE_EVERY_SECONDS = 1.0
"""How long, after that, a process may go without the counts of the others."""
_REMEMBERED = 4096
_WHOLE = ""


@dataclass(slots=True)
class _Count:
    window: int
    known: int = 0
    """The count over all processes, as of `shared_at`."""

    waiting: int = 0
    """What this process has counted since then and not yet shared."""

    shared_at: float = float("-inf")

    @property
    def total(self) -> int:
        """The count as far as this process knows it."""
        return self.known + self.waiting


class NewProblems:
    """Counts in fixed windows of time, one object per process. What it has not seen yet is a few per cent."""

    def __init__(
        self,
        amount: int,
        seconds: float,
        counts: NewCounts,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow each source of a tenant at most `amount` new problems in `seconds`."""
        self._amount = amount
        self._seconds = seconds
        self._counts = counts
        self._clock = clock
        self._monotonic = monotonic
        self._seen: BoundedCache[tuple[str, str], _Count] = BoundedCache(_REMEMBERED)

    async def take(self, tenant: str, source: str) -> None:
        """Count a problem that is about to be opened. If that is too many, raise Overloaded and count nothing."""
        for name, most in ((source or "-", self._amount), (_WHOLE, self._amount * ALL_SOURCES)):
            count = self._now(tenant, name)
            await self._share(tenant, name, count, most)
            if count.total >= most:
                raise self._refusal(source if name else "", most)
        for name in (source or "-", _WHOLE):
            self._now(tenant, name).waiting += 1

    def uncount(self, tenant: str, source: str) -> None:
        """Uncount a problem that turned out not to be new."""
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
            "still counted",
            retry_after=wait,
        )
