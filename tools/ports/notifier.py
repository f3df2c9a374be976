"""Who is told."""

from collections.abc import Mapping
from typing import Any, Protocol


class Notifier(Protocol):
    """Tells people. Called from the outbox, at least once, with a stable id."""

    async def notify(self, event: Mapping[str, Any]) -> None:
        """Event = {id, kind, tenant, incident_id, at, data}. Raises Unavailable to be tried again."""
        ...
