"""How many requests a prefix takes each second before S3 asks to slow down."""

import threading
import time
from collections.abc import Callable

LEADING = 3
"""Parts of a key that are its prefix here: the store's own folder, the kind of object, and two digits of a hash."""


class PrefixLimits:
    """A second's worth of requests may come at once; more are refused until time has passed. 0: without a limit."""

    def __init__(self, writes: float, reads: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = {True: writes, False: reads}
        self._clock = clock
        self._left: dict[tuple[str, bool], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def refuses(self, key: str, *, write: bool) -> bool:
        """Count one request. True: its prefix has had its share."""
        most = self._each[write]
        if not most:
            return False
        place, now = ("/".join(key.split("/")[:LEADING]), write), self._clock()
        with self._lock:
            left, since = self._left.get(place, (most, now))
            left = min(most, left + (now - since) * most)
            self._left[place] = (left - (left >= 1), now)
        return left < 1
