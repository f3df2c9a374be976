"""Work that verdicts leave in the outbox."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs of one kind that are not done, and when the oldest was queued (epoch seconds)."""

    jobs: int
    since: float
