"""The port of counts of recent new problems, over all processes of a store."""

from typing import Protocol


class NewCounts(Protocol):
    """One number for each source of a tenant. Whatever is not of the newest window is forgotten."""

    async def add(self, tenant: str, source: str, window: int, count: int) -> int:
        """Add to what a window holds, in which case earlier windows are over; returns what it holds then.

        Of a window that is over already, as another clock says, it adds to the newest one.
        """
        ...
