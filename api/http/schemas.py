"""Request bodies."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from api.http.fields import (
    NO_BOOL,
    SAYS_SOMETHING,
    Body,
    LabelName,
    LabelValue,
    Moment,
    Name,
    OptionalName,
    SeverityWord,
    Text,
)
from api.http.report_body import ReportBody
from tools.nouns.json_types import Json
from tools.nouns.selectors import ChosenReports, MergedTicket, Selector, WholeFingerprint
from tools.runbooks.document import TEXT_PATTERN

MAX_BATCH = 1000


class Credentials(Body):
    """A user's credentials."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class BatchItem(ReportBody):
    """One report of a batch."""

    idempotency_key: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None


class BatchBody(BaseModel):
    """Many reports at once. The server judges each one separately."""

    reports: Annotated[list[BatchItem], Field(min_length=1, max_length=MAX_BATCH)]


class ChangeBody(Body):
    """A deployment, or another deliberate change."""

    service: OptionalName = Field("", description="What was changed; a key may force it.")
    environment: OptionalName = Field("", description="Where; if empty, wherever the service runs.")
    version: OptionalName = Field("", description="What runs there now.")
    at: Moment | None = Field(None, description="RFC 3339; the default is now.")
    url: Annotated[str, StringConstraints(max_length=2000)] = Field("", description="Where to read more.")
    text: Text = Field(description="What was done.")


class ResolveBody(Body):
    """How an incident was resolved."""

    incident_id: Name
    resolution: Text = Field(description="What fixed it; it becomes knowledge for later advice.")
    resolved_by: Name = Field(description="Display text; for a key, the key's name. The audit log has the actor.")
    resolved_at: Moment | None = Field(None, description="RFC 3339; the default is now.")
    release: OptionalName | None = Field(None, description="The release that contains the fix.")


class AmendBody(Body):
    """A correction of what fixed it."""

    resolution: Text = Field(description="It replaces the earlier text, which is kept.")
    resolved_by: OptionalName | None = Field(None, description="Display text; the default is the signed-in user.")
    release: OptionalName | None = Field(None, description="The release that contains the fix.")


class ReopenBody(Body):
    """Why it is not fixed."""

    reason: Text


class NoFields(Body):
    """An empty object."""


class SeverityBody(Body):
    """The severity of an incident."""

    severity: SeverityWord
    reason: Text | None = None


class CommentBody(Body):
    """A comment for the timeline."""

    text: Text


class FeedbackBody(Body):
    """A rating of the advice."""

    helpful: StrictBool
    step: Annotated[int, Field(ge=0, le=100), NO_BOOL] | None = Field(
        None, description="Index of the step that is rated."
    )
    text: Text | None = None


class MergeBody(Body):
    """Merge this incident into another live one."""

    into: Name
    reason: Text | None = None


_NOTHING: Json = {"type": "null"}


def _one_of_three(first: str, second: str, third: str) -> Json:
    """Return a schema in which exactly one of three fields is given, and not null."""

    def given(name: str) -> Json:
        return {"not": {"properties": {name: _NOTHING}}, "required": [name]}

    return {
        "if": given(first),
        "then": {"properties": {second: _NOTHING, third: _NOTHING}},
        "else": {"if": given(second), "then": {"properties": {third: _NOTHING}}, "else": given(third)},
    }


class SplitBody(Body):
    """Split off a merged incident, a fingerprint or chosen occurrences: exactly one of the three."""

    model_config = ConfigDict(json_schema_extra=_one_of_three("merged_incident_id", "fingerprint", "occurrence_ids"))

    merged_incident_id: Name | None = None
    fingerprint: Name | None = None
    occurrence_ids: Annotated[list[Name], Field(min_length=1, max_length=10_000)] | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(each is not None for each in (self.merged_incident_id, self.fingerprint, self.occurrence_ids)) != 1:
            raise ValueError("give exactly one of merged_incident_id, fingerprint and occurrence_ids")
        return self

    @property
    def selector(self) -> Selector:
        """What to split off, by the one field that was given."""
        if self.merged_incident_id is not None:
            return MergedTicket(self.merged_incident_id)
        if self.fingerprint is not None:
            return WholeFingerprint(self.fingerprint)
        return ChosenReports(frozenset(self.occurrence_ids or ()))


class RunbookBody(Body):
    """A runbook as Markdown."""

    text: Annotated[str, StringConstraints(min_length=1)] = Field(json_schema_extra={"pattern": TEXT_PATTERN})


class SearchBody(Body):
    """A problem to find runbook sections for."""

    log: str = Field(min_length=1, json_schema_extra=SAYS_SOMETHING)
    service: OptionalName = ""
    labels: dict[LabelName, LabelValue] = Field(default_factory=dict, max_length=64)
    k: Annotated[int, Field(ge=1, le=50), NO_BOOL] = 3
