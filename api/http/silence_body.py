"""The request body for making a silence."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from api.acts.silences import SEVERITY_PATTERN, WantedSilence
from api.http.fields import A_NAME, ONE_LINE, Body, LabelName, Moment, Text
from tools.nouns.json_types import Json

Glob = Annotated[str, StringConstraints(max_length=200), Field(json_schema_extra=ONE_LINE)]
GlobOfALabel = Annotated[str, StringConstraints(max_length=200), Field(json_schema_extra=A_NAME)]
_BLANK: Json = {"pattern": "^\\s*$"}
_EMPTY: Json = {
    "properties": dict.fromkeys(("service", "environment", "severity", "incident_id"), _BLANK)
    | {"labels": {"maxProperties": 0}}
}


class SilenceMatchBody(Body):
    """The tickets that match all of these globs (`*`, `?`, `[…]`)."""

    model_config = ConfigDict(json_schema_extra={"not": _EMPTY})

    service: Glob = ""
    environment: Glob = ""
    severity: Glob = Field(
        "",
        description="A severity, a glob, or one after >= or <=.",
        json_schema_extra={"pattern": SEVERITY_PATTERN},
    )
    incident_id: Glob = ""
    labels: dict[LabelName, GlobOfALabel] = Field(default_factory=dict, max_length=20)


class SilenceBody(Body):
    """Notifications that are held back for a while."""

    match: SilenceMatchBody = Field(description="Must not be empty.")
    starts_at: Moment | None = Field(None, alias="from", description="RFC 3339; the default is now.")
    until: Moment = Field(description="RFC 3339; at most 30 days after the start.")
    reason: Text

    @property
    def wanted(self) -> WantedSilence:
        """The requested silence."""
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
