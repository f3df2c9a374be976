"""Erases tenants whose seven days are over."""

import asyncio
import contextlib
import logging

from api.acts.settings import SERVER
from api.acts.tenants import erase_tenant
from tools.errors import IncidentResponderError
from tools.nouns.callers import EVERYTHING, Caller
from tools.ports import Clock, Store

LOOK_SECONDS = 3600.0
ERASER = Caller(SERVER.tenant, SERVER.actor, EVERYTHING)
logger = logging.getLogger(__name__)


class Erasures:
    """One per process; that two erase the same does no harm."""

    def __init__(self, store: Store, clock: Clock, every: float = LOOK_SECONDS) -> None:
        """`every` is in seconds."""
        self._store = store
        self._clock = clock
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on."""
        self._task = asyncio.create_task(self._look_again_and_again(), name="erasures")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> list[str]:
        """Erase what is due; returns the tenants."""
        erased = []
        try:
            for tenant in await self._store.tenants.tenants():
                if tenant.erasable(self._clock()):
                    await erase_tenant(self._store, ERASER, tenant.name, self._clock())
                    erased.append(tenant.name)
        except IncidentResponderError as error:
            logger.warning("deleted tenants are erased later: %s", error)
        return erased

    async def _look_again_and_again(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("deleted tenants could not be erased")
            await asyncio.sleep(self._every)
