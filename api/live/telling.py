"""A bucket has no sequence to look at: each process that serves tells the others what it touched."""

import asyncio
import contextlib
import logging

from tools.errors import IncidentResponderError
from tools.ports import TicketStore

TELL_SECONDS = 1.0
logger = logging.getLogger(__name__)


class Teller:
    """Calls `tell_touched` every second."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what was not told yet is told when the store closes."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(TELL_SECONDS)
            try:
                await self._store.tell_touched()
            except IncidentResponderError as error:
                logger.warning("other processes are not told what changed: %s", error)
