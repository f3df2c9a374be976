"""What people are told about a ticket, whoever tells them."""

from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.event_json import event_from_json, event_to_json
from tools.nouns.event_kinds import EventKind
from tools.nouns.events import Escalated
from tools.nouns.json_types import Json, Stored
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity


class NoticeKind(StrEnum):
    """Why people are told; the first two are the verdicts of a fresh ticket."""

    NEW = "new"
    REGRESSION = "regression"
    ESCALATED = "escalated"
    FLAPPING = "flapping"
    ADVICE_READY = "advice-ready"
    OPENED = "opened"
    REGRESSED = "regressed"
    GROWN = "grown"
    """Ten, a hundred, a thousand … occurrences."""
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    """Nobody acknowledged it in the time that its route allows."""
    RESOLVED = "resolved"
    AMENDED = "amended"
    REOPENED = "reopened"
    RECOVERING = "recovering"
    RECOVERED = "recovered"
    MERGED = "merged"
    SPLIT = "split"
    DIGEST = "digest"
    """Many opened tickets in one message."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that people are told, with what they need to know of the ticket at that moment."""

    kind: NoticeKind
    at: float
    """When it happened, in epoch seconds."""

    tenant: str
    incident_id: str
    root_id: str
    service: Redacted
    environment: Redacted
    title: Redacted
    severity: Severity
    regression_of: str | None = None
    escalation: Escalated | None = None
    """Of kind ESCALATED: the severity before and after."""

    notice_id: str = ""
    """The same however often delivery is tried; empty before the notice is queued."""


def details(notice: Notice) -> Json:
    """The ticket as the notice shows it, in plain JSON types."""
    shown = {
        "service": notice.service,
        "environment": notice.environment,
        "severity": notice.severity.name,
        "title": notice.title,
        "regression_of": notice.regression_of,
        "root_id": notice.root_id,
    }
    return shown if notice.escalation is None else shown | event_to_json(notice.escalation)


def notice_to_json(notice: Notice) -> Json:
    """As a job keeps it: the job itself says which ticket it is about."""
    return {"event": notice.kind.value, "at": notice.at} | details(notice)


def notice_from_json(stored: Stored, notice_id: str, tenant: str, incident_id: str) -> Notice:
    """The inverse, for the ticket and under the id that the job says."""
    kind = NoticeKind(stored["event"])
    escalation = event_from_json(EventKind.ESCALATED, stored) if kind is NoticeKind.ESCALATED else None
    return Notice(
        kind=kind,
        at=stored["at"],
        tenant=tenant,
        incident_id=incident_id,
        root_id=stored["root_id"],
        service=stored["service"],
        environment=stored["environment"],
        title=stored["title"],
        severity=Severity[stored["severity"]],
        regression_of=stored["regression_of"],
        escalation=escalation if isinstance(escalation, Escalated) else None,
        notice_id=notice_id,
    )
