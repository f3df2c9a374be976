"""The Notifier port as one line per notice in the process log, for log shippers and people who follow it."""

import json
import logging

from tools.nouns.notices import Notice

logger = logging.getLogger("incident_responder.notify")


class LogNotifier:
    """Logs each notice; never fails. It logs only the kinds it has always logged, under the same words."""

    async def notify(self, notice: Notice) -> None:
        """See the port. Texts are quoted as JSON, so that a title cannot forge a log line."""
        if notice.older_word is None:
            return
        texts = [json.dumps(text, ensure_ascii=False) for text in (notice.service, notice.title)]
        logger.info("%s %s %s %s", notice.older_word, notice.incident_id, notice.severity.name, ": ".join(texts))
