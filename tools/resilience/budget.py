"""Retries draw on a budget that only successes refill, so that retries do not amplify an outage."""

CAPACITY = 100.0
COST = 5.0
REFUND = 1.0


class RetryBudget:
    """The token bucket of the AWS SDKs' standard retry mode: a retry costs 5, a first-try success gives 1 back."""

    def __init__(self, capacity: float = CAPACITY) -> None:
        self._capacity = capacity
        self._tokens = capacity

    def take(self) -> bool:
        """Pay for one retry; False if too many calls have failed lately."""
        if self._tokens < COST:
            return False
        self._tokens -= COST
        return True

    def succeeded(self, *, retried: bool) -> None:
        """Refill after a success: a retry that succeeded gets its full cost back."""
        self._tokens = min(self._capacity, self._tokens + (COST if retried else REFUND))
