"""The body that reports one problem, apart from the others: a command that reports needs only this one."""

from pydantic import ConfigDict, Field

from api.http.fields import (
    SAYS_SOMETHING,
    LabelName,
    LabelValue,
    Moment,
    Name,
    OptionalName,
    SeverityWord,
    TolerantBody,
)


class ReportBody(TolerantBody):
    """One observation: a log line, an alert or a stack trace, and where it came from."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"example": {"log": "Lambda timeout after 30s", "service": "payment-processor"}},
    )

    log: str = Field(
        description="The log line, alert text or stack trace; at most 64 KiB.", json_schema_extra=SAYS_SOMETHING
    )
    service: Name = Field(description="The service it came from; two services never share a problem.")
    environment: OptionalName | None = Field(None, description="For example production.")
    severity: SeverityWord | None = None
    labels: dict[LabelName, LabelValue] = Field(default_factory=dict, max_length=64)
    release: OptionalName | None = Field(None, description="The version that was running.")
    occurred_at: Moment | None = Field(None, description="RFC 3339; if empty, the report is ordered by its arrival.")
    source: OptionalName | None = Field(None, description="The system that sent it.")

    @property
    def event_time(self) -> float | None:
        """`occurred_at` in epoch seconds."""
        return self.occurred_at.timestamp() if self.occurred_at else None
