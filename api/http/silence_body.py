"""What clients send to make a silence."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.acts.silences import WantedSilence
from api.http.fields import Body, LabelName, Moment, Text

Glob = Annotated[str, StringConstraints(max_length=200)]


class SilenceMatchBody(Body):
    """Which tickets: globs (`*`, `?`, `[…]`), every one of which must match."""

    service: Glob = ""
    environment: Glob = ""
    severity: Glob = Field("", description="A severity, a glob, or one after >= or <=.")
    incident_id: Glob = ""
    labels: dict[LabelName, Glob] = Field(default_factory=dict, max_length=20)


class SilenceBody(Body):
    """Notifications that are held back for a while."""

    match: SilenceMatchBody = Field(description="Never empty.")
    starts_at: Moment | None = Field(None, alias="from", description="RFC 3339; empty: now.")
    until: Moment = Field(description="RFC 3339; at most 30 days.")
    reason: Text

    @property
    def wanted(self) -> WantedSilence:
        """The silence that is asked for."""
        match = self.match
        return WantedSilence(
            service=match.service,
            environment=match.environment,
            severity=match.severity,
            incident_id=match.incident_id,
            labels=match.labels,
            starts_at=self.starts_at.timestamp() if self.starts_at else None,
            until=self.until.timestamp(),
            reason=self.reason,
        )
