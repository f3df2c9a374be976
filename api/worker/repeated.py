"""Repeats work for as long as a process serves."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from tools.errors import IncidentResponderError

logger = logging.getLogger(__name__)


class Repeated:
    """Does its work at once, then every few seconds. A failure is logged, and the next pass follows."""

    def __init__(self, name: str, work: Callable[[], Awaitable[object]], every: float) -> None:
        """`name` describes the work in the log; `every` is in seconds."""
        self._name = name
        self._work = work
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the first pass."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Stop; a running pass is cancelled."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._work()
            except IncidentResponderError as error:
                logger.warning("%s: tried again later: %s", self._name, error)
            except Exception:
                logger.exception("%s failed", self._name)
            await asyncio.sleep(self._every)
