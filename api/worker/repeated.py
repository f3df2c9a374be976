"""Work that is done again and again for as long as a process serves."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from tools.errors import IncidentResponderError

logger = logging.getLogger(__name__)


class Repeated:
    """One piece of work: at once, then every few seconds. A failure is told in the log, and the next pass comes."""

    def __init__(self, name: str, work: Callable[[], Awaitable[object]], every: float) -> None:
        """`name` says in the log what is done; `every` is in seconds."""
        self._name = name
        self._work = work
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """From now on."""
        self._task = asyncio.create_task(self._again_and_again(), name=self._name)

    async def stop(self) -> None:
        """End; a pass that is under way is cut off."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _again_and_again(self) -> None:
        while True:
            try:
                await self._work()
            except IncidentResponderError as error:
                logger.warning("%s: tried again later: %s", self._name, error)
            except Exception:
                logger.exception("%s failed", self._name)
            await asyncio.sleep(self._every)
