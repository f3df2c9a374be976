"""The state of a run: every key, what it means and who writes it.

A run starts from an `Input`. Each agent adds its part to the `State`: the analyzer an `Analysis`, the retriever a
`Retrieval`, the recommender a `Recommendation`, the publisher a `Publication`. Callers see the `Output`; Studio also
shows the `Findings`. All are plain JSON types, so any door can carry them; `tools.nouns.knowledge_json` reads and
writes the nested parts.

An input key is gone after the step that reads it (`Ephemeral`): the next run on the same thread never sees an earlier
run's input, and no later checkpoint holds the raw text. The analyzer rewrites every other key.
"""

from typing import Annotated, Any, Literal, Required

from pydantic import Field
from typing_extensions import TypedDict

from tools.nouns.decisions import Verdict
from tools.nouns.json_types import Json
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity

Path = Literal["duplicate", "regression", "new"]
"""The labels on the edges out of the analyzer."""

SEVERITIES = [each.name for each in Severity]


class Ephemeral:
    """Marks a key that is gone after the step that reads it.

    LangGraph makes the channel for such a key by calling this mark, which `graph.builder` registers. So code that needs
    only the types does not load the engine.
    """

    def __new__(cls, kind: Any) -> Any:
        """LangGraph's channel for values of that kind."""
        from langgraph.channels import EphemeralValue

        return EphemeralValue(kind)


class Input(TypedDict, total=False):
    """One observation: a log line, an alert or a stack trace, and where it came from."""

    log: Required[
        Annotated[
            str,
            Field(
                title="Log",
                description="The log line, alert text or stack trace, at most 64 KiB.",
                examples=["Lambda timeout after 30s"],
            ),
            Ephemeral,
        ]
    ]
    service: Required[
        Annotated[
            str,
            Field(
                title="Service",
                description="The service it came from; two services never share a problem.",
                examples=["payment-processor"],
            ),
            Ephemeral,
        ]
    ]
    environment: Annotated[
        str,
        Field(title="Environment", description="For example production or staging.", examples=["production"]),
        Ephemeral,
    ]
    severity: Annotated[
        str | None,
        Field(
            title="Severity",
            description="LOW, MEDIUM, HIGH or CRITICAL; the SDK takes syslog words and P1–P4. Empty: from the log.",
            examples=["HIGH"],
            json_schema_extra={"enum": [*SEVERITIES, None]},
        ),
        Ephemeral,
    ]
    labels: Annotated[
        dict[str, str],
        Field(title="Labels", description="Alert labels; `runbook_url` helps retrieval.", examples=[{"region": "eu"}]),
        Ephemeral,
    ]
    release: Annotated[
        str | None,
        Field(title="Release", description="The version that was running.", examples=["1.4.2"]),
        Ephemeral,
    ]
    occurred_at: Annotated[
        float | None,
        Field(title="Occurred at", description="Epoch seconds. Empty: ordered by arrival.", examples=[1_790_000_000.0]),
        Ephemeral,
    ]
    source: Annotated[
        str, Field(title="Source", description="The system that sent it.", examples=["studio"]), Ephemeral
    ]
    idempotency_key: Annotated[
        str,
        Field(
            title="Idempotency key",
            description="The same key again counts once and gives the same answer. Empty: a new report.",
            examples=["alert-4711"],
        ),
        Ephemeral,
    ]
    tenant: Annotated[
        str,
        Field(title="Tenant", description="The organisation; a signed-in user's own wins.", examples=["default"]),
        Ephemeral,
    ]


class Output(TypedDict):
    """The answer of `POST /incident`; the API adds times and links."""

    request_id: str
    """The report's id, `req_…`: a repeat of the report has the same one."""

    status: Annotated[str, Field(json_schema_extra={"enum": [*Verdict, "recovered"]})]
    """The verdict: new, existing or regression; or recovered, for a text that says it is over, which opens nothing."""

    incident_id: str | None
    """The ticket that the report was counted on; for recovered, the live ticket of that problem, if there is one."""

    root_id: str | None
    """The first ticket of the problem's lineage."""

    regression_of: str | None
    """The resolved ticket that came back, if it is a regression."""

    severity: Annotated[str, Field(json_schema_extra={"enum": SEVERITIES}), Ephemeral]
    """The ticket's severity now: LOW, MEDIUM, HIGH or CRITICAL. The publisher writes it last, over the input's."""

    occurrences: int
    """Reports counted on the ticket so far, this one included."""

    decision: Json
    """The record of why: method, score, band, candidate, vetoes."""

    similar: list[Json]
    """The nearest problems that were not joined: incident_id, score, title."""

    runbooks: list[Json]
    """The runbook sections that fit, as the wire shows them. Written by the retriever."""

    recommendations: str
    """The advice as Markdown, "" before there is one. Written by the recommender."""

    advice: Json | None
    """The advice as data; None before there is one. Written by the recommender."""

    pending: list[str]
    """What the sweep has yet to bring: semantic, runbooks, advice, notify. Every agent updates it."""


class Asked(TypedDict):
    """The question for the runbooks and the advisor: the report's own words, redacted."""

    tenant: str
    """The tenant of the run: a signed-in Studio user's own, whatever the input says."""

    service: Redacted
    """The input's service."""

    log: Redacted
    """The input's log."""

    labels: dict[Redacted, Redacted]
    """The input's labels."""


class Findings(TypedDict):
    """What the agents found on the way. Studio shows it beside the answer; the API does not."""

    path: Path
    """The edge taken out of the analyzer."""

    template: Redacted
    """The message with its parameters masked; the search for similar problems compares this."""

    evidence: list[Json]
    """Everything the advisor may use: matches with their whole sections, including past resolutions."""


class Result(Output, Findings):
    """The result of a run."""


class Analysis(Output, Findings):
    """The analyzer's part: the answer so far, the path to take, and the question for retrieval."""

    asked: Asked
    """The question for the runbooks and the advisor."""

    ticket_severity: str
    """The ticket's severity, kept for the publisher: `severity` itself is gone after one step, like every input key."""


class Retrieval(TypedDict):
    """The retriever's part. Both lists are empty when nothing fits."""

    runbooks: list[Json]
    """See `Output`."""

    evidence: list[Json]
    """See `Findings`."""

    pending: list[str]
    """See `Output`."""


class Recommendation(TypedDict):
    """The recommender's part."""

    recommendations: str
    """See `Output`."""

    advice: Json | None
    """See `Output`."""


class Publication(TypedDict):
    """The publisher's part: what the ticket has now. Another run may have stored it before this one."""

    severity: str
    """See `Output`."""

    runbooks: list[Json]
    """See `Output`."""

    recommendations: str
    """See `Output`."""

    advice: Json | None
    """See `Output`."""

    pending: list[str]
    """See `Output`."""


class State(Analysis, Retrieval, Recommendation):
    """The whole run, as the publisher sees it."""
