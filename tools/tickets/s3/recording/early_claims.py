"""Clients' keys that are claimed while earlier reports are still being counted.

Every report is claimed before it is counted, and the claim does not say whether it was counted. Claiming early costs
the same request, but nobody waits for it after the previous swap.
"""

import asyncio
from collections.abc import Awaitable, Callable

from tools.cache import BoundedCache
from tools.errors import StoreUnavailable

MAX_BEGUN = 8192
MOST_AT_ONCE = 32
"""The most such claims at once; the swap that is under way needs a thread too."""

Key = tuple[str, str, str]
"""Tenant, request id, fingerprint."""


class EarlyClaims:
    """The claims that were started and not yet used."""

    def __init__(self) -> None:
        self._begun: BoundedCache[Key, asyncio.Task[int | None]] = BoundedCache(MAX_BEGUN)
        self._running: set[asyncio.Task[int | None]] = set()

    def begin(self, key: Key, claim: Callable[[], Awaitable[int | None]]) -> None:
        """Start the claim, unless it is running already or too many others are."""
        if key not in self._begun and len(self._running) < MOST_AT_ONCE:
            task = self._begun[key] = asyncio.create_task(_tried(claim))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def born(self, key: Key) -> int | None:
        """When the key was claimed (epoch milliseconds); None if no claim was started, or it failed."""
        begun = self._begun.pop(key, None)
        return None if begun is None else await begun


async def _tried(claim: Callable[[], Awaitable[int | None]]) -> int | None:
    """Run the claim. A failure does not matter, because the report is claimed again when it is counted."""
    try:
        return await claim()
    except StoreUnavailable:
        return None
