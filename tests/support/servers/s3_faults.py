"""What goes wrong on purpose in the strict S3 double, and what it has counted."""

import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.support.servers.s3_limits import PrefixLimits


@dataclass
class FaultPlan:
    """Chances per request. `timeout_after_commit` applies the write, then drops the connection without an answer.

    `conflict` (409) and `precondition` (412) hit conditional writes only, as the real service's do. `latency` is in
    seconds; `hang` is how long a dropped answer keeps the client waiting. `only` limits faults to keys containing it.
    `write_latency`, if given, is that of writes; a prefix takes `prefix_writes` and `prefix_reads` a second.
    """

    conflict: float = 0.0
    precondition: float = 0.0
    unavailable: float = 0.0
    timeout_after_commit: float = 0.0
    latency: float = 0.0
    write_latency: float = 0.0
    prefix_writes: float = 0.0
    prefix_reads: float = 0.0
    only: str = ""
    seed: int = 0
    _random: random.Random = field(default_factory=random.Random, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._random.seed(self.seed)
        self._limits = PrefixLimits(self.prefix_writes, self.prefix_reads)

    @classmethod
    def of(cls, wire: dict[str, Any]) -> "FaultPlan":
        """From the control call's JSON."""
        return cls(**wire)

    def before(self, method: str, key: str, *, conditional: bool) -> str | None:
        """The S3 error code to answer instead of working, or None."""
        if self.only not in key:
            return None
        if self._limits.refuses(key, write=method in ("PUT", "DELETE")):
            return "SlowDown"
        if self._happens(self.unavailable):
            return "SlowDown"
        if method == "PUT" and conditional and self._happens(self.conflict):
            return "ConditionalRequestConflict"
        if method == "PUT" and conditional and self._happens(self.precondition):
            return "PreconditionFailed"
        return None

    def seconds(self, method: str) -> float:
        """How long a request takes."""
        return self.write_latency if self.write_latency and method in ("PUT", "DELETE") else self.latency

    def loses_answer(self, method: str, key: str) -> bool:
        """True when the write just applied must look like a time-out."""
        return method == "PUT" and self.only in key and self._happens(self.timeout_after_commit)

    def _happens(self, chance: float) -> bool:
        with self._lock:
            return chance > 0 and self._random.random() < chance


class Counts:
    """Requests by method, and by (method, first two key parts after the prefix)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, method: str, key: str) -> None:
        """Count one request."""
        with self._lock:
            self._counts[method] += 1
            self._counts[f"{method} {key}"] += 1

    def snapshot(self) -> dict[str, int]:
        """Totals per method."""
        with self._lock:
            return {name: count for name, count in self._counts.items() if " " not in name}

    def detail(self) -> dict[str, int]:
        """Counts per method and key."""
        with self._lock:
            return {name: count for name, count in self._counts.items() if " " in name}

    def clear(self) -> None:
        """Start counting again."""
        with self._lock:
            self._counts.clear()
