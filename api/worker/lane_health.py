"""The health of one destination: its breaker, its pauses, and whether it is blocked."""

from tools.nouns.deliveries import Outcome, OutcomeKind
from tools.rules.delivering import LONGEST_ASKED_WAIT_SECONDS

CONCURRENCY = 4
"""Tickets whose deliveries to one destination may run at the same time."""
FAILURES_TO_OPEN = 5
"""Failures in a row that open the breaker."""
SHORTEST_BREAK_SECONDS, LONGEST_BREAK_SECONDS = 5.0, 300.0
PROBE_EVERY_SECONDS = 60.0
"""How often a blocked destination is probed."""


class LaneHealth:
    """Derives from a destination's outcomes when to try again. Times are by the caller's clock."""

    def __init__(self) -> None:
        self.blocked = False
        self.restored_at = float("-inf")
        """When it last answered again after a break: deliveries that failed before may be retried at once."""

        self._failures = 0
        self._set_at = self._shut_until = float("-inf")

    @property
    def state(self) -> str:
        """The state: `blocked`, `tripped` (so many failures in a row opened its breaker) or `ok`."""
        return "blocked" if self.blocked else "tripped" if self._failures >= FAILURES_TO_OPEN else "ok"

    def slots(self, now: float) -> int:
        """How many deliveries may be under way: none during a break, one as a probe after it."""
        if self._set_at <= now < self._shut_until:  # a clock that was set back ends a break
            return 0
        return CONCURRENCY if self.state == "ok" else 1

    def block(self, now: float | None = None) -> None:
        """Mark it as refusing everything. `now` None: the store said so, and it may be probed at once."""
        self.blocked = True
        if now is not None:
            self._shut(now, PROBE_EVERY_SECONDS)

    def learn(self, outcome: Outcome, now: float) -> None:
        """Update the health with the outcome of an attempt."""
        match outcome.kind:
            case OutcomeKind.BLOCKED:
                self.block(now)
            case OutcomeKind.LATER:
                self._failed(now, min(outcome.retry_after or 0.0, LONGEST_ASKED_WAIT_SECONDS))
            case OutcomeKind.DELIVERED | OutcomeKind.REFUSED:
                if self.state != "ok":
                    self.restored_at = now
                self.blocked, self._failures = False, 0

    def _failed(self, now: float, asked: float) -> None:
        if not self.slots(now) and self.state == "tripped":  # it was under way when the break began
            self._shut(now, asked)
            return
        self._failures += 1
        beyond = self._failures - FAILURES_TO_OPEN
        pause = min(LONGEST_BREAK_SECONDS, SHORTEST_BREAK_SECONDS * 2.0 ** min(beyond, 10)) if beyond >= 0 else 0.0
        self._shut(now, max(pause, asked, PROBE_EVERY_SECONDS if self.blocked else 0.0))

    def _shut(self, now: float, seconds: float) -> None:
        if now + seconds > self._shut_until or now < self._set_at:
            self._set_at, self._shut_until = now, now + seconds
