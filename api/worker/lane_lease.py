"""The lease on one destination, which one process at a time holds, and the state stored with it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace

from api.worker.lane_digests import DigestCount
from tools.errors import IncidentResponderError
from tools.nouns.deliveries import Lane
from tools.ports import Clock, LaneStore
from tools.rules.delivering import LONGEST_ERROR

logger = logging.getLogger(__name__)

LEASE_SECONDS = 20.0
"""After this time other processes take over a dead process's destinations."""
RENEW_SECONDS = 7.0
NOTE_SECONDS = 1.0
"""A crash loses at most this many seconds of a digest count."""


class LaneLease:
    """Taken and renewed at each look; also knows and stores whether the destination works."""

    def __init__(self, name: str, holder: str, lanes: LaneStore, clock: Clock) -> None:
        self._name = name
        self._holder = holder
        self._lanes = lanes
        self._clock = clock
        self._lane: Lane | None = None
        self._writing = asyncio.Lock()
        self._noted_at = float("-inf")

    @property
    def unblocked_at(self) -> float:
        """When the destination was last unblocked (epoch seconds)."""
        return self._lane.unblocked_at if self._lane else 0.0

    @property
    def found_blocked(self) -> bool:
        """True if the destination is stored as blocked."""
        return self._lane is not None and self._lane.blocked_since is not None

    @property
    def counted(self) -> DigestCount:
        """The stored digest count."""
        return DigestCount(self._lane.opened, self._lane.digest_due) if self._lane else DigestCount()

    def holds(self) -> bool:
        """True while this process holds the lease and nobody else can."""
        return self._lane is not None and self._lane.taken_at <= self._clock() < self._lane.until

    async def take(self) -> bool:
        """Take or renew it; False while another process has it, or while all deliveries are held."""
        now, lane = self._clock(), self._lane
        if lane is not None and lane.taken_at <= now < lane.taken_at + RENEW_SECONDS:
            return True
        async with self._writing:
            held = await self._lanes.held() is not None
            self._lane = None if held else await self._lanes.take(self._name, self._holder, now, LEASE_SECONDS)
        return self._lane is not None

    async def block(self, reason: str) -> None:
        """Store for all processes that the destination refuses everything."""
        logger.warning("the destination %s is blocked until its configuration is fixed: %s", self._name, reason)
        told = reason[:LONGEST_ERROR]
        await self._change(lambda lane: replace(lane, blocked_since=self._clock(), failing_since=None, reason=told))

    async def unblock(self) -> None:
        """Store for all processes that it answers again."""
        logger.info("the destination %s is no longer blocked", self._name)
        await self._change(lambda lane: replace(lane, blocked_since=None, reason="", unblocked_at=self._clock()))

    async def succeeded(self) -> None:
        """Store for all processes that an attempt succeeded, if the last one had not."""

        def ok(lane: Lane) -> Lane:
            return lane if lane.failing_since is None else replace(lane, failing_since=None, reason="")

        await self._try_change(ok)

    async def failed(self, reason: str) -> None:
        """Store for all processes that an attempt failed, if the last one had succeeded."""

        def failing(lane: Lane) -> Lane:
            now, told = self._clock(), reason[:LONGEST_ERROR]
            return lane if lane.state != "ok" else replace(lane, failing_since=now, reason=told)

        await self._try_change(failing)

    async def note(self, count: DigestCount, every: float = NOTE_SECONDS) -> None:
        """Store a digest count for the next holder of the lane, at most once in `every` seconds."""
        now = self._clock()
        if self._lane is None or count == self.counted or 0 <= now - self._noted_at < every:
            return
        self._noted_at = now
        await self._change(lambda lane: replace(lane, opened=count.opened, digest_due=count.due))

    async def release(self) -> None:
        """Release the lease, so that another process can serve the destination."""
        if self._lane is not None:
            with contextlib.suppress(IncidentResponderError):
                await self._lanes.release(self._name, self._holder)

    async def _try_change(self, change: Callable[[Lane], Lane]) -> None:
        """Show it, if the store answers: an attempt that is over must be recorded whatever can be shown about it."""
        with contextlib.suppress(IncidentResponderError):
            await self._change(change)

    async def _change(self, change: Callable[[Lane], Lane]) -> None:
        """Store a change, if it is one, after any other write of this process: of two at once, one would be refused."""
        async with self._writing:
            before = self._lane
            if before is None or (after := change(before)) == before:
                return
            self._lane = after
            await self._lanes.change(self._name, after)
