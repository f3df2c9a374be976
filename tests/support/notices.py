"""A notice as a store queues it."""

from dataclasses import replace
from typing import Any

from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity


def notice(**changes: Any) -> Notice:
    """People are told of a new ticket."""
    told = Notice(
        kind=NoticeKind.OPENED,
        at=1_700_000_000.25,
        tenant="default",
        incident_id="inc_0",
        root_id="inc_0",
        service=stored("payments"),
        environment=stored("prod"),
        title=stored("t"),
        severity=Severity.HIGH,
        notice_id="inc_0:7",
    )
    return replace(told, **changes)
