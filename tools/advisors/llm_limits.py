"""Limits on the language model: calls and tokens per minute."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_SECONDS = 60.0


@dataclass(slots=True)
class Booking:
    """One call: when it was made (monotonic seconds), and its tokens, estimated until the service has counted them."""

    at: float
    tokens: int


class SpendingLimit:
    """A sliding window over the last minute; 0 calls means that the model is never asked."""

    def __init__(self, calls: int, tokens: int, clock: Callable[[], float]) -> None:
        """`clock` is monotonic, in seconds."""
        self._calls = calls
        self._tokens = tokens
        self._clock = clock
        self._booked: deque[Booking] = deque()

    def book(self, tokens: int) -> Booking | None:
        """Book a call of about this many tokens, which the caller corrects later.

        None, without booking, beyond the limit.
        """
        now = self._clock()
        while self._booked and self._booked[0].at <= now - WINDOW_SECONDS:
            self._booked.popleft()
        if len(self._booked) >= self._calls or sum(each.tokens for each in self._booked) + tokens > self._tokens:
            return None
        booking = Booking(now, tokens)
        self._booked.append(booking)
        return booking
