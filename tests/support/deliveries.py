"""Messages, and deliveries as a store keeps them."""

from dataclasses import replace
from typing import Any

from tests.support.clock import START
from tools.ids import delivery_id_of, numbered_ulid
from tools.nouns.deliveries import DeliveryRow
from tools.nouns.incidents import Status
from tools.nouns.messages import CitedStep, Link, Message
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity


def ticket_id(number: int) -> str:
    """An incident's id."""
    return f"inc_{numbered_ulid(START, number)}"


def message(number: int = 1, **changes: Any) -> Message:
    """People are told of an opened ticket."""
    ticket = changes.get("incident_id", ticket_id(number))
    told = Message(
        notice_id=f"{ticket}:1",
        kind=NoticeKind.OPENED,
        at=START + 0.25,
        tenant="default",
        incident_id=ticket,
        root_id=ticket,
        regression_of=None,
        status=Status.OPEN,
        severity=Severity.HIGH,
        service=stored("payments"),
        environment=stored("prod"),
        title=stored("timeout of the database"),
        headline=stored("New: timeout of the database"),
        summary=stored("It was opened by a report."),
        occurrences=1,
        first_seen=START,
        last_seen=START,
        labels=((stored("team"), stored("pay")),),
        why=(stored("nothing like it is known"),),
        steps=(CitedStep(stored("restart it"), (stored("databases: timeouts"),), ("stops the service",)),),
        links=(Link("incident", "http://127.0.0.1:8000/ui/1"),),
    )
    return replace(told, **changes)


def row(destination: str = "oncall", said: Message | None = None, order: int = 1, **changes: Any) -> DeliveryRow:
    """A delivery that nobody has tried yet."""
    said = said or message()
    kept = DeliveryRow(
        delivery_id=delivery_id_of(said.at, said.notice_id, destination),
        destination=destination,
        message=said,
        notice=None,
        order=f"{order:020}",
        made_at=said.at,
    )
    return replace(kept, **changes)
