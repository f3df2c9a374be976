"""The port of changes: deployments and the like."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.changes import Change


class ChangeLog(Protocol):
    """Changes to services; those older than KEPT_SECONDS are deleted."""

    async def add(self, change: Change) -> None:
        """Store a change; the same id again replaces it."""
        ...

    async def near(self, tenant: str, service: str, since: float, until: float) -> Sequence[Change]:
        """The changes to a service between two times (epoch seconds), oldest first."""
        ...
