"""Messages without a ticket, for testing destinations and routes."""

from dataclasses import dataclass, replace

from tools.messages.rendering import TicketContext, render
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Resolved
from tools.nouns.incidents import Incident, Status
from tools.nouns.messages import Message
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.redacted import NOTHING, Labels, Redacted, derived
from tools.nouns.severity import Severity

_TITLE = derived("TEST: Incident Responder can reach you here. Nothing is wrong.")
_DONE = derived("The test is over.")


@dataclass(frozen=True, slots=True)
class Sample:
    """The properties by which a message is routed."""

    service: Redacted = NOTHING
    environment: Redacted = NOTHING
    severity: Severity = Severity.MEDIUM
    labels: Labels | None = None
    kind: NoticeKind = NoticeKind.OPENED
    tenant: str = "default"


@dataclass(frozen=True, slots=True)
class Trial:
    """A test message for a destination, and the notice that it was made from."""

    notice: Notice
    message: Message


def trials(incident_id: str, actor: str, now: float) -> tuple[Trial, Trial]:
    """Two messages, marked as tests, about a ticket that is opened and resolved at once."""
    sample = Sample(derived("test"), derived("test"), Severity.LOW)
    resolved = Resolved(_DONE, derived(actor), now, None)
    return (
        _trial(sample, incident_id, actor, now, None),
        _trial(replace(sample, kind=NoticeKind.RESOLVED), incident_id, actor, now, resolved),
    )


def message_like(sample: Sample, now: float) -> Message:
    """A message that is routed like every message with the sample's properties."""
    notice = _notice(sample, "", "", now, None)
    return render(notice, TicketContext(_ticket(notice, sample.labels or {})), None)


def _trial(sample: Sample, incident_id: str, actor: str, now: float, follows: EventData | None) -> Trial:
    notice = _notice(sample, incident_id, actor, now, follows)
    message = render(notice, TicketContext(_ticket(notice, {})), None)
    return Trial(notice, replace(message, headline=derived(f"TEST, {message.headline}"), test=True))


def _notice(sample: Sample, incident_id: str, actor: str, now: float, follows: EventData | None) -> Notice:
    return Notice(
        kind=sample.kind,
        at=now,
        tenant=sample.tenant,
        incident_id=incident_id,
        root_id=incident_id,
        service=sample.service,
        environment=sample.environment,
        title=_TITLE,
        severity=sample.severity,
        follows=follows,
        actor=actor,
        notice_id=f"{incident_id}:test:{sample.kind.value}",
    )


def _ticket(notice: Notice, labels: Labels) -> Incident:
    return Incident(
        incident_id=notice.incident_id,
        tenant=notice.tenant,
        status=Status.OPEN,
        severity=notice.severity,
        service=notice.service,
        environment=notice.environment,
        release=None,
        title=notice.title,
        first_seen=notice.at,
        last_seen=notice.at,
        occurrences=1,
        generation=1,
        root_id=notice.root_id,
        labels=labels,
    )
