"""Messages and deliveries as the engine hands them to destinations."""

from dataclasses import replace
from typing import Any

from tests.support.clock import START
from tools.nouns.deliveries import Delivery, Thread
from tools.nouns.incidents import Status
from tools.nouns.messages import CitedStep, Link, Message
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import Redacted, stored
from tools.nouns.severity import Severity

TICKET = "inc_01JZZZZZZZZZZZZZZZZZZZZZZZ"
NOTHING_YET = Thread()
HOSTILE = stored(
    "<!channel> @here @everyone <@U123> <users/all> *bold* _it_ ~s~ `code` :fire: "
    '[click](https://evil.example) <https://evil.example|bank> <b onclick="x">&lt;i&gt;</b> &amp; <at>all</at> '
    "<script>alert(1)</script> \r\nBcc: everyone@evil.example\r\n\u202ecod.exe {color:red} h1. !img.png! --- {{x}} $x"
)
"""What logs may hold: mentions, markup and headers of every place."""


def message(kind: NoticeKind = NoticeKind.OPENED, **changes: Any) -> Message:
    """A ticket with advice."""
    told = Message(
        notice_id="inc_1:7",
        kind=kind,
        at=START,
        tenant="default",
        incident_id=TICKET,
        root_id=TICKET,
        regression_of=None,
        status=Status.OPEN,
        severity=Severity.HIGH,
        service=stored("payments"),
        environment=stored("prod"),
        title=stored("Connection pool is exhausted"),
        headline=stored(f"{kind.value.capitalize()}: Connection pool is exhausted"),
        summary=stored("A new problem with payments in prod."),
        occurrences=3,
        first_seen=START - 60,
        last_seen=START,
        labels=((stored("team"), stored("pay")),),
        why=(stored("Nothing like it is live."),),
        steps=(
            CitedStep(stored("Look at the pool's metrics."), (stored("Pool exhaustion › Diagnose"),)),
            CitedStep(stored("Restart the database."), (stored("Pool exhaustion › Fix"),), ("stops a service",)),
        ),
        links=(Link("Open the ticket", "https://responder.example.org/ui/incidents/1"),),
    )
    return replace(told, **changes)


def hostile(kind: NoticeKind = NoticeKind.OPENED, text: Redacted = HOSTILE, **changes: Any) -> Message:
    """Every text of it comes from a report that wants to ping and to format."""
    return message(
        kind,
        service=text,
        environment=text,
        title=text,
        headline=text,
        summary=text,
        labels=((text, text),) * 20,
        why=(text,) * 20,
        steps=(CitedStep(text, (text,) * 5, (text, text)),) * 20,
        fixed_last_time=text,
        actor=text,
        **changes,
    )


def delivery(told: Message, delivery_id: str = "", tries: int = 0) -> Delivery:
    """On its way to the one destination of a test."""
    return Delivery(delivery_id or f"dlv_{told.incident_id[-4:]}_{told.kind.value}", "oncall", told, tries)


def life(incident_id: str = TICKET, **changes: Any) -> tuple[Message, ...]:
    """What is told of a ticket from its opening to its resolve."""
    open_, taken, closed = Status.OPEN, Status.ACKNOWLEDGED, Status.RESOLVED
    steps = (
        (NoticeKind.OPENED, open_, Severity.MEDIUM),
        (NoticeKind.GROWN, open_, Severity.MEDIUM),
        (NoticeKind.ADVICE_READY, open_, Severity.MEDIUM),
        (NoticeKind.ESCALATED, open_, Severity.HIGH),
        (NoticeKind.ACKNOWLEDGED, taken, Severity.HIGH),
        (NoticeKind.RESOLVED, closed, Severity.HIGH),
    )
    return tuple(
        message(
            kind,
            incident_id=incident_id,
            notice_id=f"{incident_id}:{number}",
            at=START + number,
            status=status,
            severity=severity,
            **changes,
        )
        for number, (kind, status, severity) in enumerate(steps)
    )
