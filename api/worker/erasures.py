"""Erases deleted tenants after the seven days in which they can be restored."""

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
    """One per process. Two processes that erase the same tenant do no harm."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def look(self) -> list[str]:
        """Erase the tenants that are due, and return their names."""
        erased = []
        try:
            for tenant in await self._store.tenants.tenants():
                if tenant.erasable(self._clock()):
                    await erase_tenant(self._store, ERASER, tenant.name, self._clock())
                    erased.append(tenant.name)
        except IncidentResponderError as error:
            logger.warning("deleted tenants are erased later: %s", error)
        return erased
