"""Watches: tickets that somebody must acknowledge by a certain time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """Escalates a ticket unless somebody acknowledges it. Times are in epoch seconds, spans in seconds."""

    tenant: str
    incident_id: str
    notice_id: str
    """The notice that started it."""

    job_id: str
    """The job of that notice: the escalation is delivered after it."""

    since: float
    after: float
    to: tuple[str, ...]
    """The destinations of the escalation."""

    @property
    def due(self) -> float:
        """When the time to acknowledge is over."""
        return self.since + self.after
