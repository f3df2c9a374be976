"""The interface of the place where commands work. Its answers have the API's formats, whichever place gives them."""

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
"""How long a report's answer waits for its advice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
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
class AskedList:
    """Which incidents; None does not narrow. `since` and `until` in epoch seconds."""

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
    """What a line of a list shows is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFigures:
    """Which figures, in the words of `api.figure_query`."""

    since: str | None
    until: str | None
    zone: str | None
    bucket: str | None
    service: str | None
    environment: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be split off: one of the three."""

    merged: str = ""
    fingerprint: str = ""
    reports: "Sequence[str]" = ()


class Place(Protocol):
    """This machine or a server. `typed` is an incident's id, or as much of it as is unambiguous.

    Each raises the error that says what was wrong: InvalidRequest, NotFound, Conflict, Forbidden, Unavailable.
    """

    def report(self, said: Said, key: str | None) -> "ReportAnswer":
        """Its verdict, with advice if that comes in ADVICE_SECONDS."""
        ...

    def incidents(self, asked: AskedList) -> "IncidentList":
        """A page of them."""
        ...

    def incident(self, typed: str) -> "IncidentAnswer":
        """One with its timeline."""
        ...

    def explain(self, typed: str) -> "Sequence[ExplainedAnswer]":
        """The decisions behind it."""
        ...

    def acknowledge(self, typed: str) -> "IncidentAnswer":
        """Somebody is on it."""
        ...

    def give_back(self, typed: str) -> "IncidentAnswer":
        """Nobody is on it any more."""
        ...

    def comment(self, typed: str, text: str) -> "IncidentAnswer":
        """A remark for its timeline."""
        ...

    def feedback(self, typed: str, text: str, *, helpful: bool, step: int | None) -> "IncidentAnswer":
        """Whether its advice, or the step of that index, helped."""
        ...

    def set_severity(self, typed: str, level: str, reason: str) -> "IncidentAnswer":
        """How bad it is."""
        ...

    def resolve(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """What fixed it."""
        ...

    def amend(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """What really fixed it."""
        ...

    def reopen(self, typed: str, reason: str) -> "IncidentAnswer":
        """It is not fixed."""
        ...

    def merge(self, typed: str, into: str, reason: str) -> "IncidentAnswer":
        """It is part of the live incident `into`, typed in part too."""
        ...

    def split(self, typed: str, part: Part, reason: str) -> "IncidentAnswer":
        """A part of it stands alone; returns that."""
        ...

    def figures(self, asked: AskedFigures) -> "SummaryAnswer":
        """What reports became, and how long it took."""
        ...

    def figures_csv(self, asked: AskedFigures) -> str:
        """The same as CSV."""
        ...

    def runbooks(self) -> "Sequence[RunbookAnswer]":
        """All that the tenant sees."""
        ...

    def matching_sections(self, log: str, service: str, limit: int) -> "Sequence[SectionAnswer]":
        """Sections of runbooks for a problem, best first."""
        ...

    def remove_runbook(self, runbook_id: str) -> None:
        """Take it away."""
        ...


def place_of(api: str, tenant: str) -> Place:
    """The server at that address, or this machine if there is none. Raises InvalidRequest."""
    if not api:
        from api.places.here import Here

        return Here(tenant)
    checked_tenant(tenant)
    from api.places.client import client_of
    from api.places.there import There

    return There(client_of(api))


def checked_tenant(tenant: str) -> None:
    """Of a command that works on a server. Raises InvalidRequest."""
    if tenant != DEFAULT_TENANT:
        raise InvalidRequest("--tenant: on a server, the key decides the tenant")
