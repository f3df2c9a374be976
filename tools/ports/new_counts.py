"""The port of counts of new problems in recent time, shared by all processes of a store."""

from typing import Protocol


class NewCounts(Protocol):
    """One count for each source of a tenant. Only the newest window is kept."""

    async def add(self, tenant: str, source: str, window: int, count: int) -> int:
        """Add to the count of a window, which ends earlier windows; returns the new count.

        If the window has already ended, since another process's clock is ahead, it adds to the newest window.
        """
        ...
