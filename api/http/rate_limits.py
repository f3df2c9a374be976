"""Rate limits: reports per user, log-in attempts per account and address. Both count within this process."""

import contextlib
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from api.http.problems import ProblemError
from tools.cache import BoundedCache
from tools.errors import Misconfigured

OFF = "off"
# A client that tries many accounts from one address gets this many times the limit of one account.
ACCOUNTS_PER_ADDRESS = 10
_REMEMBERED_USERS = 10_000


class ReportLimit:
    """A leaky bucket per user (GCRA): one dictionary look-up per report, and an exact waiting time."""

    def __init__(self, rule: str) -> None:
        item = parse_rule("RATE_LIMIT", rule)
        self._rule = rule
        self._interval = item.get_expiry() / item.amount if item else 0.0
        self._burst = item.get_expiry() if item else 0.0
        self._amount = item.amount if item else 0
        self._full_until: BoundedCache[str, float] = BoundedCache(_REMEMBERED_USERS)

    def count(self, user: str, reports: int = 1) -> None:
        """Count reports.

        If they exceed the limit, count nothing and raise ProblemError 429 with the seconds to wait.
        """
        if not self._amount:
            return
        if reports > self._amount:
            raise ProblemError(
                429, f"more reports at once than {self._rule} allows: send smaller batches", retry_after=1
            )
        now = time.monotonic()
        full_until = max(now, self._full_until.get(user, now)) + reports * self._interval
        # A whole window's worth may come at once; the tolerance is only for rounding.
        wait = full_until - now - self._burst
        if wait > 1e-6:
            raise ProblemError(429, f"more reports than {self._rule}: wait {wait:.1f} seconds", retry_after=wait)
        self._full_until[user] = full_until

    def count_whole(self, user: str, reports: int) -> None:
        """Count all reports of a body that its sender cannot split; admit the body if one report would be.

        Otherwise a body with more reports than a window allows would be refused for ever. Raises ProblemError 429.
        """
        if not self._amount:
            return
        self.count(user)
        self._full_until[user] += (reports - 1) * self._interval


class LoginLimit:
    """A moving window per account and address, so that a guesser elsewhere never locks the owner out."""

    def __init__(self, rule: str) -> None:
        self._item = parse_rule("LOGIN_RATE_LIMIT", rule)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        # A user who has logged in from an address is not locked out by others there.
        self._known: BoundedCache[tuple[str, str], bool] = BoundedCache(_REMEMBERED_USERS)
        self._welcome: BoundedCache[str, bool] = BoundedCache(_REMEMBERED_USERS)
        if self._item is not None:
            self._wide = type(self._item)(self._item.amount * ACCOUNTS_PER_ADDRESS, self._item.multiples)

    async def attempt_from(self, address: str) -> bool:
        """Count an attempt before its body is read. Raises ProblemError 429 with the seconds to wait.

        Returns True if too many came from there; then only users who have logged in from there may continue (see
        `attempt_at`).
        """
        if self._item is None or await self._limiter.hit(self._wide, address):
            return False
        if address not in self._welcome:
            raise await self._refusal(self._wide, address)
        return True

    async def attempt_at(self, account: str, address: str, *, crowded: bool = False) -> None:
        """Count an attempt before any hashing. Raises ProblemError 429 with the seconds to wait."""
        if self._item is None:
            return
        if crowded and (account, address) not in self._known:
            raise await self._refusal(self._wide, address)
        if not await self._limiter.hit(self._item, account, address):
            raise await self._refusal(self._item, account, address)

    async def _refusal(self, item: RateLimitItem, *keys: str) -> ProblemError:
        reset = (await self._limiter.get_window_stats(item, *keys)).reset_time
        return ProblemError(429, "too many log-in attempts: try again later", retry_after=reset - time.time())

    async def succeeded(self, account: str, address: str) -> None:
        """Note a successful log-in: earlier attempts at this account from this address no longer count."""
        if self._item is not None:
            self._known[account, address] = self._welcome[address] = True
            await self._limiter.clear(self._item, account, address)


def parse_rule(variable: str, rule: str) -> RateLimitItem | None:
    """Parse a limit such as `10/5 minutes`; None for `off`. Raises Misconfigured."""
    if rule.strip().lower() == OFF:
        return None
    with contextlib.suppress(ValueError):
        if (item := parse(rule)).amount:
            return item
    raise Misconfigured(f"{variable} is not a limit: write, for example, `1000/second`, or off")
