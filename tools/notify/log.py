"""The Notifier port as one line per notice in the process log, for people who watch it and for log shippers."""

import json
import logging

from tools.nouns.notices import Notice

logger = logging.getLogger("incident_responder.notify")


class LogNotifier:
    """Tells people by the log; never fails. It says the kinds and words that it has always said, and no others."""

    async def notify(self, notice: Notice) -> None:
        """See the port. Texts are quoted as JSON, so that a title cannot forge a line of the log."""
        if notice.older_word is None:
            return
        texts = [json.dumps(text, ensure_ascii=False) for text in (notice.service, notice.title)]
        logger.info("%s %s %s %s", notice.older_word, notice.incident_id, notice.severity.name, ": ".join(texts))
