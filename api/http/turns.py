"""Long work on one request, in turns: other requests of the process are served between them."""

import asyncio
import time
from collections.abc import Callable

TURN_SECONDS = 0.005
"""A turn is about as long as the dearest single report takes."""


class Turns:
    """Counts the time since others were served last."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._since = clock()

    async def next(self) -> None:
        """Let others go first if this turn is over. Costs less than a microsecond if it is not."""
        if self._clock() - self._since >= TURN_SECONDS:
            await asyncio.sleep(0)
            self._since = self._clock()
