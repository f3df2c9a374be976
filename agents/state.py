"""The state of a run: every key, what it means and who writes it.

A run is given an `Input`. Each agent adds its part to the `State`: the analyzer an `Analysis`, the retriever a
`Retrieval`, the recommender a `Recommendation`, the publisher a `Publication`. Callers see the `Output`, and in Studio
the `Findings` besides. All are plain JSON types, so that any door can carry them; `tools.nouns.knowledge_json` reads
and writes what is nested.

A key of the input is gone after the step that reads it (`Fleeting`): the next run on the same thread never sees
what an earlier one was given, and the raw text is in no later checkpoint. The analyzer writes every other key anew.
"""

from typing import Annotated, Any, Literal, Required

from pydantic import Field
from typing_extensions import TypedDict

from tools.nouns.decisions import Verdict
from tools.nouns.json_types import Json
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity

Path = Literal["duplicate", "regression", "new"]
"""The words on the graph's edges out of the analyzer."""

SEVERITIES = [each.name for each in Severity]


class Fleeting:
    """Marks a key that is gone after the step that reads it.

    LangGraph makes its channel for such a key by calling the mark, which `graph.builder` makes known to it. So whoever
    needs the types alone does not load the engine.
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
            Fleeting,
        ]
    ]
    service: Required[
        Annotated[
            str,
            Field(
                title="Service",
                description="The service it came from; problems of two services are never one.",
                examples=["payment-processor"],
            ),
            Fleeting,
        ]
    ]
    environment: Annotated[
        str,
        Field(title="Environment", description="For example production or staging.", examples=["production"]),
        Fleeting,
    ]
    severity: Annotated[
        str | None,
        Field(
            title="Severity",
            description="LOW, MEDIUM, HIGH or CRITICAL; by SDK also a syslog word or P1–P4. Empty: read from the log.",
            examples=["HIGH"],
            json_schema_extra={"enum": [*SEVERITIES, None]},
        ),
        Fleeting,
    ]
    labels: Annotated[
        dict[str, str],
        Field(title="Labels", description="Alert labels; `runbook_url` helps retrieval.", examples=[{"region": "eu"}]),
        Fleeting,
    ]
    release: Annotated[
        str | None,
        Field(title="Release", description="The version that runs there.", examples=["1.4.2"]),
        Fleeting,
    ]
    occurred_at: Annotated[
        float | None,
        Field(title="Occurred at", description="Epoch seconds. Empty: ordered by arrival.", examples=[1_790_000_000.0]),
        Fleeting,
    ]
    source: Annotated[str, Field(title="Source", description="The system that sent it.", examples=["studio"]), Fleeting]
    idempotency_key: Annotated[
        str,
        Field(
            title="Idempotency key",
            description="The same key again counts once and gives the same answer. Empty: a new report.",
            examples=["alert-4711"],
        ),
        Fleeting,
    ]
    tenant: Annotated[
        str,
        Field(title="Tenant", description="The organisation; a signed-in user's own one wins.", examples=["default"]),
        Fleeting,
    ]


class Output(TypedDict):
    """What `POST /incident` tells; times and links are the API's business."""

    request_id: str
    """The report's id, `req_…`: a repeat of the report has the same one."""

    status: Annotated[str, Field(json_schema_extra={"enum": [*Verdict, "recovered"]})]
    """The verdict: new, existing or regression; recovered for a text that tells an end, which opens nothing."""

    incident_id: str | None
    """The ticket that the report was counted on; of an end the live ticket of what is over, None if there is none."""

    root_id: str | None
    """The first ticket of the problem's lineage."""

    regression_of: str | None
    """The resolved ticket that came back, if it is a regression."""

    severity: Annotated[str, Field(json_schema_extra={"enum": SEVERITIES}), Fleeting]
    """The ticket's severity now: LOW, MEDIUM, HIGH or CRITICAL. The publisher writes it last, over the input's key."""

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
    """What the sweep still has to bring: semantic, runbooks, advice, notify. Every agent updates it."""


class Asked(TypedDict):
    """What a run asks the runbooks and the advisor: the report's own words, redacted."""

    tenant: str
    """The tenant of the run: a signed-in Studio user's own, whatever the input says."""

    service: Redacted
    """The input's service."""

    log: Redacted
    """The input's log."""

    labels: dict[Redacted, Redacted]
    """The input's labels."""


class Findings(TypedDict):
    """What agents found on the way. Studio shows it beside the answer; the API does not."""

    path: Path
    """The edge taken out of the analyzer."""

    template: Redacted
    """The message with its parameters masked, which the search for similar problems compared."""

    evidence: list[Json]
    """All that the advisor may use: matches with their whole sections, past resolutions among them."""


class Result(Output, Findings):
    """What a run of the graph ends with."""


class Analysis(Output, Findings):
    """The analyzer's part: the answer so far, the path to take, and what retrieval asks with."""

    asked: Asked
    """The question for the runbooks and the advisor."""

    ticket_severity: str
    """The ticket's severity, kept for the publisher: `severity` itself is gone after a step, like every input."""


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
    """The publisher's part: what the ticket has now, which another run may have brought before this one."""

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
