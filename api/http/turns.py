"""Splits long work on one request into turns, between which other requests of the process are served."""

import asyncio
import time
from collections.abc import Callable

TURN_SECONDS = 0.005
"""A turn takes about as long as the most expensive single report."""


class Turns:
    """Measures the time since other requests were last served."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._since = clock()

    async def next(self) -> None:
        """Let others go first if this turn is over; otherwise it costs less than a microsecond."""
        if self._clock() - self._since >= TURN_SECONDS:
            await asyncio.sleep(0)
            self._since = self._clock()
