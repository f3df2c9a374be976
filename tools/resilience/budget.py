"""Retries are paid from a budget that only successes refill, so that an outage is not multiplied by retrying."""

CAPACITY = 100.0
COST = 5.0
REFUND = 1.0


class RetryBudget:
    """The token bucket of the AWS SDKs' standard retry mode: a retry costs 5, a first-try success gives 1 back."""

    def __init__(self, capacity: float = CAPACITY) -> None:
        self._capacity = capacity
        self._tokens = capacity

    def take(self) -> bool:
        """Pay for one retry; False when too many calls failed lately."""
        if self._tokens < COST:
            return False
        self._tokens -= COST
        return True

    def succeeded(self, *, retried: bool) -> None:
        """A success pays back: a retry its whole cost, since it was worth it."""
        self._tokens = min(self._capacity, self._tokens + (COST if retried else REFUND))
