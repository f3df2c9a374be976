"""Silences: conditions for holding back messages for a while."""

from dataclasses import dataclass, field

from tools.nouns.redacted import Redacted


@dataclass(frozen=True, slots=True)
class SilenceMatch:
    """The conditions of a silence: globs (`*`, `?`, `[…]`) that must all match; "" matches everything."""

    service: str = ""
    environment: str = ""
    severity: str = ""
    """A glob for the severity's name in capitals; also `>=HIGH`, `<=MEDIUM`."""

    incident_id: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    """Label to glob: the ticket must have the label."""

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The conditions that are set, by name: fields first, then labels."""
        fields = ("service", self.service), ("environment", self.environment), ("severity", self.severity)
        given = [*fields, ("incident_id", self.incident_id), *self.labels.items()]
        return [(name, glob) for name, glob in given if glob]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Holds back messages about matching tickets between two times (epoch seconds)."""

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

    checked: bool = False
    """Its deliveries have been checked after its end."""

    @property
    def ends_at(self) -> float:
        """When it ends or ended."""
        return self.until if self.ended_at is None else min(self.until, self.ended_at)

    def active(self, now: float) -> bool:
        """True while it holds messages back."""
        return self.starts_at <= now < self.ends_at

    def state(self, now: float) -> str:
        """Its state: `waiting`, `active` or `over`."""
        return "active" if self.active(now) else "waiting" if now < self.starts_at and now < self.ends_at else "over"
