"""The sample message that the pages of destinations show."""

from dataclasses import replace

from tools.nouns.incidents import Status
from tools.nouns.messages import CitedStep, Link, Message
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import derived
from tools.nouns.severity import Severity

_FIRST = 1_795_946_580.0

REGRESSED = Message(
    notice_id="inc_01KB7X3S6V0000000000000002:1",
    kind=NoticeKind.REGRESSED,
    at=_FIRST,
    tenant="default",
    incident_id="inc_01KB7X3S6V0000000000000002",
    root_id="inc_01KB2M9QZ10000000000000001",
    regression_of="inc_01KB2M9QZ10000000000000001",
    status=Status.OPEN,
    severity=Severity.HIGH,
    service=derived("payments"),
    environment=derived("production"),
    title=derived("connection pool exhausted: 100 of 100 in use"),
    headline=derived("Back again: connection pool exhausted: 100 of 100 in use"),
    summary=derived("A problem with payments that was resolved on 27 November is back."),
    occurrences=4,
    first_seen=_FIRST,
    last_seen=_FIRST + 42,
    labels=((derived("team"), derived("billing")),),
    why=(derived("The same message as inc_01KB2M9QZ10000000000000001, which had been resolved."),),
    steps=(
        CitedStep(derived("Look at the pool: SHOW POOLS"), (derived("Connection pools › Diagnose"),)),
        CitedStep(
            derived("Restart the service one instance at a time"),
            (derived("Connection pools › Mitigate"),),
            (derived("stops a running service"),),
        ),
    ),
    fixed_last_time=derived("The release 2.41 leaked connections on timeouts; rolled back to 2.40."),
    links=(Link("Open the ticket", "https://responder.example.org/ui/incidents/inc_01KB7X3S6V0000000000000002"),),
)

RESOLVED = replace(
    REGRESSED,
    notice_id="inc_01KB7X3S6V0000000000000002:9",
    kind=NoticeKind.RESOLVED,
    at=_FIRST + 1_500,
    status=Status.RESOLVED,
    headline=derived("Resolved: connection pool exhausted: 100 of 100 in use"),
    summary=derived("ada resolved it: pool size raised to 200, leak fixed in 2.42."),
    occurrences=17,
    last_seen=_FIRST + 1_200,
    actor=derived("ada"),
)
