"""Timeline events caused by alerts: the ticket recovers, fires again, or still fires after its resolve."""

from dataclasses import dataclass

from tools.nouns.event_kinds import EventData, EventKind


@dataclass(frozen=True, slots=True)
class Recovering(EventData):
    """When the last of its alerts ended (epoch seconds)."""

    kind = EventKind.RECOVERING
    at: float


@dataclass(frozen=True, slots=True)
class Refired(EventData):
    """The report that took the recovery back; empty when a merge or a split did."""

    kind = EventKind.REFIRED
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Recovered(EventData):
    """When the last of its alerts had ended (epoch seconds): the time of its resolution."""

    kind = EventKind.RECOVERED
    at: float


@dataclass(frozen=True, slots=True)
class StillFiring(EventData):
    """The report of an alert that began at `event_at`, before the resolve (epoch seconds)."""

    kind = EventKind.STILL_FIRING
    request_id: str
    event_at: float | None
