"""The interface of the place where commands work. Every place answers in the API's formats."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tools.errors import InvalidRequest
from tools.nouns.accounts import DEFAULT_TENANT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.http.answers import IncidentAnswer, IncidentList, RunbookAnswer
    from api.http.figure_answers import SummaryAnswer
    from api.http.knowledge_answers import ExplainedAnswer, SectionAnswer
    from api.http.report_answers import ReportAnswer

ADVICE_SECONDS = 60.0
"""How long the answer to a report waits for its advice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedReport:
    """One observation, as it was typed."""

    log: str
    service: str
    environment: str = ""
    labels: dict[str, str]
    severity: str | None = None
    release: str | None = None
    occurred_at: str | None = None
    source: str = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    """The wanted incidents; None does not narrow them. `since` and `until` are epoch seconds."""

    status: str | None
    service: str | None
    severity: str | None
    environment: str | None
    label: str | None
    since: float | None
    until: float | None
    text: str | None
    sort: str | None
    limit: int
    cursor: str | None
    brief: bool = False
    """The fields that a line of a list shows are enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureOptions:
    """The wanted figures, in the words of `api.figure_query`."""

    since: str | None
    until: str | None
    zone: str | None
    bucket: str | None
    service: str | None
    environment: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """What to split off: exactly one of the three."""

    merged: str = ""
    fingerprint: str = ""
    reports: "Sequence[str]" = ()


class Place(Protocol):
    """This machine or a server. `typed` is an incident's id, or an unambiguous beginning of it.

    Each method raises the error that says what was wrong: InvalidRequest, NotFound, Conflict, Forbidden, Unavailable.
    """

    def report(self, typed: TypedReport, key: str | None) -> "ReportAnswer":
        """Report it and return the verdict, with advice if that comes within ADVICE_SECONDS."""
        ...

    def incidents(self, asked: ListOptions) -> "IncidentList":
        """Return a page of incidents."""
        ...

    def incident(self, typed: str) -> "IncidentAnswer":
        """Return one incident with its timeline."""
        ...

    def explain(self, typed: str) -> "Sequence[ExplainedAnswer]":
        """Return the decisions behind it."""
        ...

    def acknowledge(self, typed: str) -> "IncidentAnswer":
        """Record that somebody is working on it."""
        ...

    def give_back(self, typed: str) -> "IncidentAnswer":
        """Record that nobody is working on it any more."""
        ...

    def comment(self, typed: str, text: str) -> "IncidentAnswer":
        """Add a comment to its timeline."""
        ...

    def feedback(self, typed: str, text: str, *, helpful: bool, step: int | None) -> "IncidentAnswer":
        """Record whether its advice, or the step with that index, helped."""
        ...

    def set_severity(self, typed: str, level: str, reason: str) -> "IncidentAnswer":
        """Set its severity."""
        ...

    def resolve(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """Resolve it; `text` says what fixed it."""
        ...

    def amend(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """Correct the text that says what fixed it."""
        ...

    def reopen(self, typed: str, reason: str) -> "IncidentAnswer":
        """Undo its resolution."""
        ...

    def merge(self, typed: str, into: str, reason: str) -> "IncidentAnswer":
        """Merge it into the live incident `into`, whose id may be abbreviated too."""
        ...

    def split(self, typed: str, part: Part, reason: str) -> "IncidentAnswer":
        """Split off part of it; return the new incident."""
        ...

    def figures(self, asked: FigureOptions) -> "SummaryAnswer":
        """Return what became of reports, and how long it took."""
        ...

    def figures_csv(self, asked: FigureOptions) -> str:
        """Return the same figures as CSV."""
        ...

    def runbooks(self) -> "Sequence[RunbookAnswer]":
        """List all runbooks that the tenant sees."""
        ...

    def matching_sections(self, log: str, service: str, limit: int) -> "Sequence[SectionAnswer]":
        """Return runbook sections for a problem, best first."""
        ...

    def remove_runbook(self, runbook_id: str) -> None:
        """Remove a runbook."""
        ...


def place_of(api: str, tenant: str) -> Place:
    """Return the server at that address, or this machine if `api` is empty. Raises InvalidRequest."""
    if not api:
        from api.places.here import LocalPlace

        return LocalPlace(tenant)
    checked_tenant(tenant)
    from api.places.client import client_of
    from api.places.there import ServerPlace

    return ServerPlace(client_of(api))


def checked_tenant(tenant: str) -> None:
    """Check the tenant of a command that works on a server. Raises InvalidRequest."""
    if tenant != DEFAULT_TENANT:
        raise InvalidRequest("--tenant: on a server, the key decides the tenant")
