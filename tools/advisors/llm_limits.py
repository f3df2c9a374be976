"""What the language model may cost: calls and tokens in any minute."""

from collections import deque
from collections.abc import Callable

WINDOW = 60.0


class SpendingLimit:
    """A sliding window over the last minute; 0 calls means that the model is never asked."""

    def __init__(self, calls: int, tokens: int, clock: Callable[[], float]) -> None:
        """`clock` is monotonic, in seconds."""
        self._calls = calls
        self._tokens = tokens
        self._clock = clock
        self._spent: deque[list[float]] = deque()

    def spend(self, tokens: int) -> list[float] | None:
        """Book a call of about so many tokens. None: it would exceed the limit, nothing is booked."""
        now = self._clock()
        while self._spent and self._spent[0][0] <= now - WINDOW:
            self._spent.popleft()
        if len(self._spent) >= self._calls or sum(spent for _, spent in self._spent) + tokens > self._tokens:
            return None
        booking = [now, float(tokens)]
        self._spent.append(booking)
        return booking

    def settle(self, booking: list[float], tokens: int) -> None:
        """Replace the estimate by what the service counted."""
        booking[1] = float(tokens)
