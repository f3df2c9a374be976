"""Notifier port: one line of JSON per event in the process's log, for whatever ships logs to people."""

import logging
from collections.abc import Mapping
from typing import Any

import orjson

logger = logging.getLogger("incident_responder.notify")


class LogNotifier:
    """Tells people by the log; never fails."""

    async def notify(self, event: Mapping[str, Any]) -> None:
        """See the port."""
        logger.info("%s %s %s", event["kind"], event["incident_id"], orjson.dumps(dict(event)).decode())
