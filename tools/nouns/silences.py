"""Silences: what people do not want to be told for a while."""

from dataclasses import dataclass, field

from tools.nouns.redacted import Redacted


@dataclass(frozen=True, slots=True)
class SilenceMatch:
    """What it is about: globs (`*`, `?`, `[…]`), of which every one that is given must fit; "" fits everything."""

    service: str = ""
    environment: str = ""
    severity: str = ""
    """Of the severity's name in capitals; also `>=HIGH`, `<=MEDIUM`."""

    incident_id: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    """Label to glob: the ticket must have the label."""

    @property
    def said(self) -> list[tuple[str, str]]:
        """What is given, by name: fields first, then labels."""
        fields = ("service", self.service), ("environment", self.environment), ("severity", self.severity)
        given = [*fields, ("incident_id", self.incident_id), *self.labels.items()]
        return [(name, glob) for name, glob in given if glob]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """From when until when (epoch seconds) which tickets are not told, why, and who says so."""

    silence_id: str
    tenant: str
    match: SilenceMatch
    starts_at: float
    until: float
    reason: Redacted
    by: str
    made_at: float
    ended_at: float | None = None
    """When somebody ended it early."""

    settled: bool = False
    """What it kept back has been looked through after its end."""

    @property
    def ends_at(self) -> float:
        """When it is or was over."""
        return self.until if self.ended_at is None else min(self.until, self.ended_at)

    def active(self, now: float) -> bool:
        """True while it keeps messages back."""
        return self.starts_at <= now < self.ends_at

    def state(self, now: float) -> str:
        """`waiting`, `active` or `over`."""
        return "active" if self.active(now) else "waiting" if now < self.starts_at and now < self.ends_at else "over"
