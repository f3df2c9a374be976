"""Detects steps of the wall clock: timers are stored as wall-clock times and must stay right if it is changed."""

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from tools.ports import Clock

LEAST_STEP_SECONDS = 1.0
MOST_REMEMBERED = 64


class Step(NamedTuple):
    """The wall clock showed `before` and then jumped by `by` seconds (negative: back)."""

    before: float
    by: float


class ClockSteps:
    """The steps that this process has noticed by comparing the wall clock with its monotonic clock."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._offset = clock() - monotonic()
        self._steps: deque[Step] = deque(maxlen=MOST_REMEMBERED)

    def look(self) -> bool:
        """True if the clock was set since the last look."""
        offset = self._clock() - self._monotonic()
        by = offset - self._offset
        if abs(by) < LEAST_STEP_SECONDS:
            return False
        self._steps.append(Step(self._clock() - by, by))
        self._offset = offset
        return True

    def moved(self, set_at: float) -> float:
        """The seconds by which a timer that was set at `set_at` must be moved to mean the same now."""
        return sum(step.by for step in self._steps if set_at <= step.before)

    @property
    def set_back(self) -> float:
        """The seconds by which stored times may be too late, after the clock was set back."""
        return -sum(step.by for step in self._steps if step.by < 0)
