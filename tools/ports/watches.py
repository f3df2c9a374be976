"""The port of watches: tickets that somebody must acknowledge by a time."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.watches import Watch


class WatchStore(Protocol):
    """Keeps watches over restarts. Raises StoreUnavailable."""

    async def begin(self, watch: Watch) -> None:
        """Keep it; one that is kept already stays."""
        ...

    async def due(self, now: float, limit: int) -> Sequence[Watch]:
        """Those whose time is over, the longest first."""
        ...

    async def end(self, watch: Watch) -> None:
        """It is done; one that is gone is fine."""
        ...
