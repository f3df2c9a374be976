"""Timeline events caused by alerts: a ticket recovers, fires again, or still fires after it was resolved."""

from dataclasses import dataclass

from tools.nouns.event_kinds import EventData, EventKind


@dataclass(frozen=True, slots=True)
class Recovering(EventData):
    """All alerts have ended; `at` is when the last one did (epoch seconds)."""

    kind = EventKind.RECOVERING
    at: float


@dataclass(frozen=True, slots=True)
class Refired(EventData):
    """The recovery was cancelled by a firing report; `request_id` is empty if a merge or split did it."""

    kind = EventKind.REFIRED
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Recovered(EventData):
    """Resolved because all alerts had ended; `at` is when the last one did (epoch seconds), the resolution's time."""

    kind = EventKind.RECOVERED
    at: float


@dataclass(frozen=True, slots=True)
class StillFiring(EventData):
    """A report of an alert that began at `event_at` (epoch seconds), before the ticket was resolved."""

    kind = EventKind.STILL_FIRING
    request_id: str
    event_at: float | None
