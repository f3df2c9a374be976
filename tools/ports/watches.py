"""The port of watches: tickets that somebody must acknowledge by a time."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.watches import Watch


class WatchStore(Protocol):
    """Stores watches across restarts. Raises StoreUnavailable."""

    async def begin(self, watch: Watch) -> None:
        """Store a watch, unless it is stored already."""
        ...

    async def due(self, now: float, limit: int) -> Sequence[Watch]:
        """The watches whose time has passed, longest overdue first."""
        ...

    async def end(self, watch: Watch) -> None:
        """Remove a watch, if it exists."""
        ...
