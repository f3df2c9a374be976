"""The request body for making a key."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictBool, StringConstraints, WithJsonSchema

from api.acts.key_secrets import MOST_OLD_SECONDS, OLD_SECRET_SECONDS
from api.acts.keys import KEYLESS, MIN_SIGNING_SECRET, MOST_QUIET_SECONDS, WantedKey
from api.http.fields import NO_BOOL, Body, Moment, Name, OptionalName
from tools.inbound.generic import MAPPABLE
from tools.inbound.registry import SENDERS
from tools.nouns.callers import OF_KEYS
from tools.nouns.json_types import Json

MAX_SECRET = 1024
MappedField = Annotated[str, WithJsonSchema({"type": "string", "enum": list(MAPPABLE)})]
ScopeWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(OF_KEYS)})]
_SIGNED: Json = {
    "if": {"properties": {"require_signature": {"const": True}}, "required": ["require_signature"]},
    "then": {
        "anyOf": [
            {"properties": {"signing_secret": {"minLength": 1}}, "required": ["signing_secret"]},
            {"properties": {"sender": {"enum": list(KEYLESS)}}, "required": ["sender"]},
        ]
    },
}
"""A key that requires signatures has a secret, or a sender that needs none."""


class KeyBody(Body):
    """A key for a machine."""

    model_config = ConfigDict(json_schema_extra=_SIGNED)

    name: Name
    scopes: Annotated[list[ScopeWord], Field(min_length=1, max_length=4)] = Field(
        description="report (send reports), read (as a viewer), respond (as a responder), admin (all but keys)."
    )
    sender: OptionalName = Field(
        "", description="The only sender that may use it.", json_schema_extra={"enum": [*SENDERS, ""]}
    )
    service: OptionalName = Field("", description="Sets the service of every report, whatever the body says.")
    environment: OptionalName = Field("", description="As `service`.")
    signing_secret: Annotated[str, StringConstraints(max_length=MAX_SECRET)] = Field(
        "",
        description="The sender's secret. Bodies without a valid signature are then refused. Never shown.",
        json_schema_extra={"anyOf": [{"maxLength": 0}, {"minLength": MIN_SIGNING_SECRET}]},
    )
    require_signature: StrictBool = Field(False, description="For Amazon SNS, which signs with keys of its own.")
    recovery_quiet_seconds: Annotated[float, Field(ge=0, le=MOST_QUIET_SECONDS), NO_BOOL] | Literal["off"] | None = None
    mapping: dict[MappedField, Annotated[str, StringConstraints(max_length=1000)]] = Field(
        default_factory=dict,
        max_length=20,
        description="A JMESPath expression per field, for other JSON.",
    )
    heartbeat: StrictBool = Field(False, description="Its alerts only prove that the pipeline works.")
    expires_at: Moment | None = None

    @property
    def wanted(self) -> WantedKey:
        """The key that is asked for."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return WantedKey(**fields | {"expires_at": self.expires_at.timestamp() if self.expires_at else None})


class SecretBody(Body):
    """Another signing secret for a key."""

    signing_secret: Annotated[str, StringConstraints(min_length=MIN_SIGNING_SECRET, max_length=MAX_SECRET)] = Field(
        description="The sender's secret. Bodies without a valid signature are then refused. Never shown."
    )
    old_valid_seconds: Annotated[float, Field(ge=0, le=MOST_OLD_SECONDS), NO_BOOL] = Field(
        OLD_SECRET_SECONDS, description="How long signatures with the secret before stay valid; 0 ends it now."
    )
