"""Drops the texts of problems that were resolved longer ago than RETENTION_DAYS, once a day."""

import logging

from api.acts.settings import SERVER
from api.acts.upkeep import prune_store
from tools.errors import IncidentResponderError
from tools.nouns.callers import EVERYTHING, Caller
from tools.ports import Clock, Store

LOOK_SECONDS = 3600.0
DAY_SECONDS = 86_400.0
WORK = "retention"
PRUNER = Caller(SERVER.tenant, SERVER.actor, EVERYTHING)
logger = logging.getLogger(__name__)


class Retention:
    """One per process; only one of all processes on a store does the work."""

    def __init__(self, store: Store, clock: Clock, days: int | None) -> None:
        """`days`: RETENTION_DAYS; None keeps everything."""
        self._store = store
        self._clock = clock
        self._days = days

    async def look(self) -> int | None:
        """Prune if it is due; returns the number of pruned problems, or None if nothing was done."""
        now = self._clock()
        try:
            if self._days is None or not await self._store.turns.take(WORK, now, DAY_SECONDS):
                return None
            pruned = await self._prune(now - self._days * DAY_SECONDS)
        except IncidentResponderError as error:
            logger.warning("old texts are dropped later: %s", error)
            return None
        if pruned:
            logger.info("texts of %d problems resolved more than %d days ago were dropped", pruned, self._days)
        return pruned

    async def _prune(self, resolved_before: float) -> int:
        try:
            return await prune_store(self._store, PRUNER, resolved_before)
        except IncidentResponderError:
            await self._store.turns.release(WORK)
            raise
