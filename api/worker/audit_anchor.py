"""Publishes the head of the audit log outside its store: in the process log, and under object lock."""

import logging

from tools.errors import IncidentResponderError
from tools.nouns.accounts import AuditHead
from tools.ports import AuditLog, Clock
from tools.settings import Settings

EVERY_SECONDS = 60.0
logger = logging.getLogger(__name__)


class AuditAnchor:
    """One per process."""

    def __init__(self, settings: Settings, log: AuditLog, clock: Clock) -> None:
        self._settings = settings
        self._log = log
        self._clock = clock
        self._published: AuditHead | None = None

    async def publish(self) -> bool:
        """Publish the head if it has changed; True if it was published everywhere."""
        try:
            head = await self._log.audit_head()
            if head is None or head == self._published:
                return False
            logger.info("the audit log ends with %s", head)
            await self._lock(head)
        except IncidentResponderError as error:
            logger.warning("the head of the audit log will be published later: %s", error)
            return False
        self._published = head
        return True

    async def _lock(self, head: AuditHead) -> None:
        if not self._settings.audit_anchor_bucket:
            return
        from tools.tickets.s3.anchors import Anchors  # boto3 is imported where it is configured

        anchors = Anchors.open(self._settings)
        try:
            await anchors.keep(head, self._clock())
        finally:
            await anchors.close()
