"""Watches: tickets that somebody must acknowledge by a certain time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """What is told of a ticket unless somebody acknowledges it. Times in epoch seconds, spans in seconds."""

    tenant: str
    incident_id: str
    notice_id: str
    """The notice that it began with."""

    job_id: str
    """The job that told it: what comes of the watch is told behind that."""

    since: float
    after: float
    to: tuple[str, ...]
    """The destinations that hear it."""

    @property
    def due(self) -> float:
        """When the time is over."""
        return self.since + self.after
