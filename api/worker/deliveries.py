"""The delivery engine: a lane for each destination, and the work they share."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable

from api.worker.delivering import LaneParts
from api.worker.lane import DestinationLane
from api.worker.silences import KnownSilences, SilenceEnds
from tools.errors import IncidentResponderError
from tools.ids import new_ulid
from tools.toolbox import Toolbox

logger = logging.getLogger(__name__)

SUPERVISE_SECONDS = 1.0
"""The time between checks of the directory of destinations."""
SILENCES_SECONDS, SILENCES_SECONDS_OF_A_BUCKET = 2.0, 20.0
HOUSEKEEPING_SECONDS = 3600.0
KEPT_SECONDS = 30 * 86_400.0
"""How long an ended delivery can be looked up and replayed."""


async def _at_once() -> None:
    """Do not wait: nothing else has priority."""


def uncounted(_destination: str, _outcome: str) -> None:
    """Count nothing."""


class Deliveries:
    """One per process. With NOTIFY=off nothing is sent, and earlier deliveries stay in their queues."""

    def __init__(
        self,
        toolbox: Toolbox,
        give_way: Callable[[], Awaitable[None]] = _at_once,
        count: Callable[[str, str], None] = uncounted,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`give_way` lets reports go first; `count` is called for each attempt, with destination and outcome."""
        self._directory = toolbox.directory
        self._deliveries = toolbox.deliveries
        self._clock = toolbox.clock
        self._tells = toolbox.settings.notify
        silences = KnownSilences(toolbox.silences, monotonic)
        self._parts = LaneParts(
            toolbox.deliveries,
            toolbox.lanes,
            silences,
            toolbox.clock,
            new_ulid(time.time()),
            give_way,
            count,
            toolbox.tracing,
        )
        self._ends = SilenceEnds(toolbox.deliveries, toolbox.silences, toolbox.store, toolbox.clock)
        self._silences_every = SILENCES_SECONDS if toolbox.reconciler is None else SILENCES_SECONDS_OF_A_BUCKET
        self._lanes: dict[str, DestinationLane] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start delivering."""
        loops = [
            _again_and_again(self._supervise, SUPERVISE_SECONDS),
            _again_and_again(self.end_silences, self._silences_every),
            _again_and_again(self.keep_house, HOUSEKEEPING_SECONDS),
        ]
        self._tasks = [asyncio.create_task(loop, name="deliveries") for loop in loops]

    async def stop(self) -> None:
        """Release every lane; attempts that are cancelled are repeated later."""
        await _cancelled(self._tasks)
        await asyncio.gather(*map(self._close, list(self._lanes)))

    def wake(self, destinations: Iterable[str], ticket: str = "") -> None:
        """Note that these destinations have new deliveries: of this ticket, or of any."""
        for name in destinations:
            if name in self._lanes:
                self._lanes[name].wake(ticket)

    async def sweep(self) -> int:
        """Send everything that is due in one pass, for use without a server. Returns the number of attempts."""
        await self.end_silences()
        self._follow_directory()
        found = await asyncio.gather(*(lane.drain() for lane in self._lanes.values()), return_exceptions=True)
        for name, tries in zip(self._lanes, found, strict=True):
            if isinstance(tries, BaseException):
                logger.warning("deliveries to %s are postponed: %s", name, tries)
        return sum(tries for tries in found if isinstance(tries, int))

    async def end_silences(self) -> None:
        """Release what ended silences held back."""
        self.wake(await self._ends.look())

    async def keep_house(self) -> None:
        """Repair what crashes left, and drop old deliveries."""
        await self._deliveries.repair()
        dropped = await self._deliveries.prune(self._clock() - KEPT_SECONDS)
        if dropped:
            logger.info("%d old deliveries are dropped", dropped)

    async def _supervise(self) -> None:
        """Serve the destinations of the directory; close the lanes of those that are gone or were reopened."""
        await asyncio.gather(*map(self._close, self._follow_directory()))
        for name, lane in self._lanes.items():
            if name not in self._running or self._running[name].done():
                self._running[name] = asyncio.create_task(lane.run(), name=f"deliveries to {name}")

    def _follow_directory(self) -> list[str]:
        """Create missing lanes; returns the names of those that must be closed."""
        wanted = {each.name: each for each in self._directory.destinations()} if self._tells else {}
        stale = [name for name, lane in self._lanes.items() if lane.destination is not wanted.get(name)]
        for name, destination in wanted.items():
            if name not in self._lanes:
                self._lanes[name] = DestinationLane(destination, self._parts)
        return stale

    async def _close(self, name: str) -> None:
        lane = self._lanes[name]
        if name in self._running:
            await _cancelled([self._running.pop(name)])
        await lane.stop()
        del self._lanes[name]


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(work: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        try:
            await work()
        except IncidentResponderError as error:
            logger.warning("delivery maintenance is postponed: %s", error)
        except Exception:
            logger.exception("delivery maintenance failed")
        await asyncio.sleep(seconds)
