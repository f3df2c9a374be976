"""Looks for missing heartbeats while the process accepts them."""

import logging

from api.intake.heartbeats import Heartbeats
from api.telemetry.doors import Door, current_door
from api.worker.recover import Accepting
from tools.errors import IncidentResponderError

LOOK_SECONDS = 5.0
LOOK_SECONDS_OF_A_BUCKET = 30.0
"""On S3 each look costs a listing."""

logger = logging.getLogger(__name__)


class HeartbeatWatch:
    """One per process."""

    def __init__(self, heartbeats: Heartbeats, accepting: Accepting | None = None) -> None:
        self._heartbeats = heartbeats
        self._accepting = accepting or Accepting()

    async def look(self) -> int:
        """Make one pass; returns how many are newly missing. If the store fails, heartbeats cannot be stored either."""
        current_door.set(Door.HEARTBEAT)
        try:
            found = await self._heartbeats.look(self._accepting.seconds)
        except IncidentResponderError as error:
            self._accepting.broken()
            logger.warning("the check for missing heartbeats is postponed: %s", error)
            return 0
        self._accepting.look()
        return found
