"""Delivers to one destination: a ticket's messages in order, several tickets at a time, one process at a time."""

import asyncio
import contextlib
import logging
import time

from api.worker.delivering import FAULT_WAIT_SECONDS, TRY_LEASE_SECONDS, Deliverer, LaneParts
from api.worker.lane_digests import LaneDigests
from api.worker.lane_health import LaneHealth
from api.worker.lane_lease import LaneLease
from api.worker.lane_queue import LaneQueue
from tools.errors import IncidentResponderError
from tools.nouns.deliveries import Queued
from tools.ports import Destination

logger = logging.getLogger(__name__)

SHORTEST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.5, 5.0
"""The time between looks at an empty queue: on S3 each look costs a request."""
SHORTEST_LIST_SECONDS = 0.5
"""The time between looks for new deliveries while they keep coming; after a quieter time there is one at once."""
NAMES_PER_SECOND, NAMES_PER_SECOND_OF_A_LONG_QUEUE = 500.0, 2000.0
"""A longer queue is listed less often as a whole."""
STOP_SECONDS = 5.0


class DestinationLane:
    """Sends one destination's due deliveries while this process holds its lease."""

    def __init__(self, destination: Destination, parts: LaneParts) -> None:
        self.destination = destination
        self._name = destination.name
        self._parts = parts
        self._deliveries = parts.deliveries
        self._queue = LaneQueue()
        self._health = LaneHealth()
        self._digests = LaneDigests(destination, parts.deliveries, parts.silences, parts.clock)
        self._lease = LaneLease(self._name, parts.holder, parts.lanes, parts.clock)
        self._deliverer = Deliverer(destination, parts, self._queue, self._health, self._digests, self._lease)
        self._has_new, self._changed_from = False, ""
        self._stirred = asyncio.Event()
        """Set by a new delivery, and at the end of an attempt."""

    def wake(self, ticket: str = "") -> None:
        """Signal that this ticket has a new delivery; without one, that any may have."""
        self._changed_from = min(self._changed_from, ticket) if self._has_new else ticket
        if not self._has_new:  # until the queue is listed, a further one wakes nobody
            self._has_new = True
            self._stirred.set()

    async def run(self) -> None:
        """Serve the destination until cancelled."""
        idle, listed_at, whole_at = SHORTEST_LOOK_SECONDS, float("-inf"), float("-inf")
        while True:
            now = time.monotonic()
            whole_left = whole_at + max(idle, _between_lists(len(self._queue))) - now
            # While it can take no more, new deliveries need not be known: the end of an attempt stirs this loop.
            looks = self._has_new and self._free_slots() > 0
            new_left = listed_at + SHORTEST_LIST_SECONDS - now if looks else whole_left
            left = min(whole_left, new_left)
            if left > 0:
                self._start()
                await self._wait(left)
                continue
            since, self._has_new = self._changed_from if whole_left > 0 else "", False
            listed_at, whole_at = now, whole_at if whole_left > 0 else now
            await self._look_or_log(since)
            idle = SHORTEST_LOOK_SECONDS if self._queue.under_way else min(LONGEST_LOOK_SECONDS, 2 * idle)

    async def drain(self) -> int:
        """Send everything that is due now, for use without a running process; returns the number of attempts."""
        before = self._deliverer.tries
        while True:
            await self.look()
            if not self._queue.under_way:
                await self._lease.note(self._digests.count, every=0.0)
                return self._deliverer.tries - before
            await asyncio.gather(*self._queue.under_way.values())

    async def stop(self) -> None:
        """Give running attempts a moment, then release the lane; attempts that are cancelled are repeated later."""
        if self._queue.under_way:
            _, left = await asyncio.wait(list(self._queue.under_way.values()), timeout=STOP_SECONDS)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        with contextlib.suppress(IncidentResponderError):
            await self._lease.note(self._digests.count, every=0.0)
        await self._lease.release()

    async def look(self, since: str = "") -> None:
        """Read the queue, from the ticket `since` on, and start what is due. Raises StoreUnavailable."""
        held_before = self._lease.holds()
        if not await self._lease.take():
            return
        if not held_before:
            since = ""  # another process may have served it meanwhile
            self._digests.go_on(self._lease.counted)
            if self._lease.found_blocked:
                self._health.block()
        self._queue.refresh(await self._deliveries.waiting(self._name, since), since)
        if await self._digests.make():
            self._queue.refresh(await self._deliveries.waiting(self._name))
        await self._lease.note(self._digests.count)
        self._start()

    async def _look_or_log(self, since: str) -> None:
        try:
            await self.look(since)
        except IncidentResponderError as error:
            logger.warning("deliveries to %s are postponed: %s", self._name, error)
        except Exception:
            logger.exception("looking for deliveries to %s failed", self._name)

    async def _wait(self, seconds: float) -> None:
        """Wait until an attempt ends or there is a new delivery, at most `seconds`."""
        self._stirred.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()

    def _start(self) -> None:
        """Start as many tickets as the destination's health allows."""
        if not self._lease.holds():
            return
        for head in self._queue.ready(self._parts.clock(), self._free_slots()):
            self._queue.started(head, asyncio.create_task(self._tell_or_log(head), name="delivery"))

    def _free_slots(self) -> int:
        return self._health.slots(self._parts.clock()) - len(self._queue.under_way)

    async def _tell_or_log(self, head: Queued) -> None:
        try:
            await self._deliverer.deliver(head)
        except IncidentResponderError as error:
            logger.warning("a delivery to %s is postponed: %s", self._name, error)
            self._queue.put_off(head, self._parts.clock() + FAULT_WAIT_SECONDS)
        except Exception:
            logger.exception("a delivery to %s failed", self._name)
            self._queue.put_off(head, self._parts.clock() + TRY_LEASE_SECONDS)
        finally:
            self._queue.ended(head)
            self._stirred.set()


def _between_lists(length: int) -> float:
    """How long to wait before listing the whole of a queue of this length again."""
    shortly = min(LONGEST_LOOK_SECONDS, length / NAMES_PER_SECOND)
    return max(shortly, length / NAMES_PER_SECOND_OF_A_LONG_QUEUE)
