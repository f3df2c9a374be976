"""The tunables of one run: plain values with bounds and descriptions, from which Studio draws a form."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from agents.state import Input
from tools.nouns.accounts import DEFAULT_TENANT
from tools.nouns.policy import Mode, Policy
from tools.nouns.reports import ProfiledReport
from tools.nouns.severity import Severity


class Context(BaseModel):
    """The tunables of a run. An empty one takes the server's setting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    _report: ProfiledReport | None = PrivateAttr(default=None)

    dry_run: bool = Field(
        default=False,
        title="Dry run",
        description="Decide and show everything, then roll back: nothing is stored and nobody is notified. "
        "Always on when a decision value below is changed.",
    )
    similarity_threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        title="Similarity threshold",
        description="Lower edge of the band in which a similar problem is asked about (raw cosine).",
    )
    default_severity: Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"] | None = Field(
        default=None,
        title="Default severity",
        description="Severity of a new ticket whose report names none: LOW, MEDIUM, HIGH or CRITICAL.",
    )
    regression_grace_seconds: float | None = Field(
        default=None,
        ge=0,
        le=30 * 86_400,
        title="Regression grace (seconds)",
        description="How long after a resolve a report still belongs to the resolved ticket.",
    )
    max_runbooks: int = Field(
        default=3, ge=1, le=10, title="Runbook sections", description="How many sections a ticket shows at most."
    )
    approve_dangers: bool = Field(
        default=False,
        title="Ask before dangerous advice",
        description="Stop before advice with flagged steps is published, and ask. Needs a checkpointer"
        " (Studio has one). A server on the same store completes the advice of a run that waits longer than its lease.",
    )
    use_model: bool = Field(
        default=True,
        title="Use the language model",
        description="Off: write the advice from the runbooks themselves, even when a model is configured.",
    )

    @property
    def report(self) -> ProfiledReport | None:
        """The run's report, if its caller has redacted and profiled it; otherwise the analyzer reads the input."""
        return self._report

    def about(self, report: ProfiledReport) -> Self:
        """The same tunables for a run about this report. The report appears in no form, schema or trace."""
        mine = self.model_copy()
        mine._report = report
        return mine

    def mode(self, configured: Policy) -> Mode:
        """How this run behaves. One that changes a tunable of the configured policy is a dry run."""
        threshold, severity, grace = self.similarity_threshold, self.default_severity, self.regression_grace_seconds
        changed = replace(
            configured,
            similarity_threshold=configured.similarity_threshold if threshold is None else threshold,
            default_severity=configured.default_severity if severity is None else Severity[severity],
            regression_grace=configured.regression_grace if grace is None else grace,
        )
        return Mode(dry_run=True, changed=changed) if changed != configured else Mode(dry_run=self.dry_run)


class SignedIn(Protocol):
    """The user who runs the graph in Studio."""

    def __contains__(self, key: str, /) -> bool: ...
    def __getitem__(self, key: str, /) -> Any: ...


class Server(Protocol):
    """Studio's server."""

    @property
    def user(self) -> SignedIn | None:
        """None if nobody has to sign in."""
        ...


class Runtime(Protocol):
    """What the engine passes to an agent besides the state: the part of LangGraph's `Runtime` that agents read.

    It is declared here because the express lane calls the analyzer without the engine and must not load it.
    """

    @property
    def context(self) -> Context:
        """Use `current` to read it."""
        ...

    @property
    def server_info(self) -> Server | None:
        """None outside Studio."""
        ...

    @property
    def stream_writer(self) -> Callable[[Any], None]:
        """Sends an event to the reader of the run's stream."""
        ...


def current(runtime: Runtime) -> Context:
    """This run's context. The engine passes None if the caller gave none; that means the defaults."""
    return runtime.context or Context()


def tenant_of(state: Input, runtime: Runtime) -> str:
    """The tenant of a run: a signed-in Studio user's own, whatever the input says; else the input's."""
    user = runtime.server_info.user if runtime.server_info else None
    signed_in = user["tenant"] if user is not None and "tenant" in user else ""
    return signed_in or state.get("tenant") or DEFAULT_TENANT
