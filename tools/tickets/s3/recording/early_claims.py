"""Clients' keys that are claimed while the reports before theirs are still being counted.

A claim comes before its report in any case, and does not say whether that was counted. Made earlier it costs the same
request, but nobody waits for it once the swap before is done.
"""

import asyncio
from collections.abc import Awaitable, Callable

from tools.cache import BoundedCache
from tools.errors import StoreUnavailable

MAX_BEGUN = 8192
MOST_AT_ONCE = 32
"""Of these claims; the swap that is under way needs a thread too."""

Key = tuple[str, str, str]
"""Tenant, request id, fingerprint."""


class EarlyClaims:
    """Those that were begun and not asked for yet."""

    def __init__(self) -> None:
        self._begun: BoundedCache[Key, asyncio.Task[int | None]] = BoundedCache(MAX_BEGUN)
        self._running: set[asyncio.Task[int | None]] = set()

    def begin(self, key: Key, claim: Callable[[], Awaitable[int | None]]) -> None:
        """Claim it now, unless that is going on, or many others are."""
        if key not in self._begun and len(self._running) < MOST_AT_ONCE:
            task = self._begun[key] = asyncio.create_task(_tried(claim))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def born(self, key: Key) -> int | None:
        """When it was claimed (epoch milliseconds); None: it was not begun, or S3 said something else."""
        begun = self._begun.pop(key, None)
        return None if begun is None else await begun


async def _tried(claim: Callable[[], Awaitable[int | None]]) -> int | None:
    """A failure is of no account: whoever counts the report claims it then."""
    try:
        return await claim()
    except StoreUnavailable:
        return None
