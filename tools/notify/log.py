"""Notifier port: one line per event in the process's log, for the person who watches it and for what ships logs."""

import json
import logging
from collections.abc import Mapping
from typing import Any

logger = logging.getLogger("incident_responder.notify")


class LogNotifier:
    """Tells people by the log; never fails."""

    async def notify(self, event: Mapping[str, Any]) -> None:
        """See the port. Texts are quoted as JSON, so that nobody's title can begin a line of its own."""
        data = event["data"]
        texts = [json.dumps(data.get(name, ""), ensure_ascii=False) for name in ("service", "title")]
        logger.info("%s %s %s %s", event["kind"], event["incident_id"], data.get("severity", ""), ": ".join(texts))
