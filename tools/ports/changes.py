"""The port of changes: deployments and the like."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.changes import Change


class ChangeLog(Protocol):
    """Changes of services; those older than KEPT_SECONDS are forgotten."""

    async def add(self, change: Change) -> None:
        """Keep it; the same id again replaces it."""
        ...

    async def near(self, tenant: str, service: str, since: float, until: float) -> Sequence[Change]:
        """The changes of a service within a span (epoch seconds), the oldest first."""
        ...
