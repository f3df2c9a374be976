"""Response bodies about decisions and advice."""

from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from tools.nouns.decisions import Band, Method, Verdict
from tools.nouns.event_kinds import EventKind

documented = with_config(ConfigDict(use_attribute_docstrings=True, defer_build=True))
"""The description of a field is the text below it."""


@documented
class StepAnswer(TypedDict):
    """One step of the advice."""

    text: str
    citations: list[str]
    """The sections and past incidents that it comes from."""

    dangers: list[str]
    """Why it is dangerous; empty if no danger is known."""

    not_in_runbook: bool
    """True if the cited sources do not contain its commands, code or addresses."""

    unverified: bool
    """True if it has a command that may change something, but none known to be dangerous."""


@documented
class AdviceAnswer(TypedDict):
    """What to do, each step with its source; or why there is no advice."""

    root_cause: str
    root_cause_citations: list[str]
    immediate: list[StepAnswer]
    prevention: list[StepAnswer]
    abstained: bool
    reason: str
    source: str
    """Its author: runbook, or openai with the model's name."""

    notes: list[str]


@documented
class SectionAnswer(TypedDict):
    """A runbook section that was found."""

    runbook_id: str
    title: str
    section: str
    citation: str
    score: float
    matched: bool
    """True if the score reaches RUNBOOK_MATCH_THRESHOLD."""

    excerpt: str
    url: NotRequired[str]


@documented
class SimilarAnswer(TypedDict):
    """A similar problem that the report was not counted on."""

    incident_id: str
    score: float
    title: str


@documented
class VersionsAnswer(TypedDict):
    """The versions of the rules that decided."""

    fingerprint: int
    rules: int


@documented
class AlternativeAnswer(TypedDict):
    """A candidate that was refused."""

    incident_id: str | None
    fingerprint: str
    band: str
    score: float
    vetoes: list[str]
    cosine: float | None


@documented
class EvidenceAnswer(TypedDict):
    """How two messages were compared, word by word."""

    lexical: float
    cosine: float
    only_left: list[str]
    only_right: list[str]
    rules: int
    aligned: bool
    doubts: list[str]


@documented
class DecisionAnswer(TypedDict):
    """The record of why a report was counted where it was."""

    verdict: Annotated[str, Field(json_schema_extra={"enum": list(Verdict)})]
    method: Annotated[str, Field(json_schema_extra={"enum": list(Method)})]
    band: Annotated[str, Field(json_schema_extra={"enum": list(Band)})]
    score: float
    candidate: str | None
    """The incident that the report was compared with."""

    vetoes: list[str]
    late: bool
    reason: str
    versions: VersionsAnswer
    candidate_fingerprint: NotRequired[str]
    evidence: NotRequired[EvidenceAnswer]
    late_because: NotRequired[str]
    learned_word: NotRequired[int]
    searched: NotRequired[bool]
    alternatives: NotRequired[list[AlternativeAnswer]]
    similar: NotRequired[list[SimilarAnswer]]
    severity_from: NotRequired[str]
    similarity_threshold: NotRequired[float]
    reminder: NotRequired[bool]
    recurrence: NotRequired[bool]
    clamped: NotRequired[bool]
    dry_run: NotRequired[bool]


class MethodAnswer(TypedDict):
    """What a key with only the scope `report` sees of a decision."""

    method: str


@documented
class RevisionAnswer(TypedDict):
    """An earlier version of a resolution."""

    text: str
    by: str
    at: str


@documented
class ResolutionAnswer(TypedDict):
    """How an incident was resolved."""

    text: str
    by: str
    at: str
    kind: Literal["fixed", "recovered"]
    release: NotRequired[str | None]
    clamped: NotRequired[bool]
    said_at: NotRequired[str]
    """When an amended text was written."""

    unconfirmed: NotRequired[bool]
    """True if it comes from a machine and no person has confirmed it."""

    revisions: list[RevisionAnswer]


@documented
class RoleAnswer(TypedDict):
    """A field of the text, and its role."""

    role: str
    field: str
    value: str


@documented
class ExplainedAnswer(TypedDict):
    """A decision that put a report into an incident, or a later act of a person on it."""

    seq: int
    at: str
    kind: Annotated[str, Field(json_schema_extra={"enum": ["decision", *EventKind]})]
    why: str
    difference: str
    """Word differences: `[-only in the other-]`, `{+only in this one+}`."""

    layers: list[str]
    """What was removed from the text: prefixes, envelopes, headers, traces."""

    roles: list[RoleAnswer]
    decision: dict[str, object]
    """A `DecisionAnswer`, or for an act the data of its event."""

    actor: NotRequired[str]
    request_id: NotRequired[str]
    recorded_on: NotRequired[str]
    fingerprint: NotRequired[str]
    reports: NotRequired[int]
    last_at: NotRequired[str]
    message: NotRequired[str | None]
    matched_message: NotRequired[str | None]
