"""Guards the calls to one outside service: circuit breaker, retry budget, full jitter."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import HALF_OPENED, OpenedState

from tools.errors import Unavailable
from tools.resilience.budget import RetryBudget

T = TypeVar("T")
THRESHOLD = 10
OPEN_SECONDS = 5
FIRST_RETRY_WAIT_SECONDS = 0.05
LONGEST_RETRY_WAIT_SECONDS = 2.0
ATTEMPTS = 6


class ServiceFault(Exception):
    """The service failed, not the request: it is worth a retry and counts towards opening the breaker."""


class Guard:
    """Wraps calls that raise ServiceFault when the service is at fault; any other error passes and counts as a success.

    After THRESHOLD faults in a row the breaker opens for OPEN_SECONDS; then one probe at a time is let through.
    """

    def __init__(self, name: str, *, attempts: int = ATTEMPTS) -> None:
        self.name = name
        self._attempts = attempts
        self._budget = RetryBudget()
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=THRESHOLD, default_ttl=OPEN_SECONDS)
        self._state = "closed"
        self._probing = False

    @property
    def state(self) -> str:
        """The breaker's state (closed, opened or half-opened), for readiness details and metrics."""
        return self._state

    async def call(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Run an attempt, with retries while the budget allows. Raises Unavailable if the service does not answer."""
        for number in range(self._attempts):
            try:
                result = await self._once(attempt)
            except ServiceFault as fault:
                if number + 1 == self._attempts or not self._budget.take():
                    raise Unavailable(f"{self.name} does not answer: {fault}") from fault
                await asyncio.sleep(
                    random.uniform(0, min(LONGEST_RETRY_WAIT_SECONDS, FIRST_RETRY_WAIT_SECONDS * 2**number))
                )
            else:
                self._budget.succeeded(retried=number > 0)
                return result
        raise Unavailable(f"{self.name} does not answer")

    async def _once(self, attempt: Callable[[], Awaitable[T]]) -> T:
        breaker = await self._breakers.get_breaker(self.name, exclude=[(BaseException, _is_not_a_fault)])
        probe = False
        try:
            async with breaker:
                probe = self._enter(breaker.context.state)
                return await attempt()
        except OpenedState:
            raise Unavailable(
                f"{self.name} failed {THRESHOLD} times in a row and is not called now: try again in {OPEN_SECONDS} s"
            ) from None
        finally:
            self._state = breaker.context.state
            self._probing = self._probing and not probe

    def _enter(self, state: str) -> bool:
        """True if this call is the probe of a half-open breaker. Raises OpenedState while another probe is running."""
        if state != HALF_OPENED:
            return False
        if self._probing:
            raise OpenedState(self.name)
        self._probing = True
        return True


def _is_not_a_fault(error: BaseException) -> bool:
    return not isinstance(error, ServiceFault)
