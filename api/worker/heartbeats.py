"""Looks for heartbeats that stay away, for as long as the process accepts them."""

import asyncio
import contextlib
import logging

from api.intake.heartbeats import Heartbeats
from api.worker.recover import Accepting
from tools.errors import IncidentResponderError

LOOK_SECONDS = 5.0
LOOK_SECONDS_OF_A_BUCKET = 30.0
"""A look costs a listing there."""

logger = logging.getLogger(__name__)


class HeartbeatWatch:
    """One per process."""

    def __init__(self, heartbeats: Heartbeats, every: float = LOOK_SECONDS, accepting: Accepting | None = None) -> None:
        """`every` is in seconds."""
        self._heartbeats = heartbeats
        self._every = every
        self._accepting = accepting or Accepting()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on."""
        self._task = asyncio.create_task(self._look_again_and_again(), name="heartbeats")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> int:
        """One pass: returns how many are missing since then. A store that cannot be asked could take no heartbeat."""
        try:
            found = await self._heartbeats.look(self._accepting.seconds)
        except IncidentResponderError as error:
            self._accepting.broken()
            logger.warning("heartbeats are looked for later: %s", error)
            return 0
        self._accepting.look()
        return found

    async def _look_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            try:
                await self.look()
            except Exception:
                logger.exception("looking for heartbeats failed")
