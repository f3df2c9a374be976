"""Digests: many opened tickets in one message. Pure."""

from collections.abc import Sequence

from tools.nouns.deliveries import DeliveryRow
from tools.nouns.incidents import Status
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import NOTHING, Redacted, derived
from tools.nouns.severity import Severity

MOST_OPENED, WINDOW_SECONDS = 20, 60.0
"""After this many `opened` messages in this many seconds, further ones wait for a digest."""
EVERY_SECONDS = 60.0
MOST_LISTED = 20
MOST_TOGETHER = 500


def may_wait(row: DeliveryRow) -> bool:
    """True if it may go into a digest: an untried `opened` below CRITICAL that nobody asked for by hand."""
    message = row.message
    return (
        message.kind is NoticeKind.OPENED
        and message.severity < Severity.CRITICAL
        and not (row.tries or row.replayed or row.released_after or message.test)
    )


def digest_of(rows: Sequence[DeliveryRow], now: float) -> Message:
    """Make one message about the tickets of several deliveries, worst first. All belong to one tenant."""
    worst = sorted((row.message for row in rows), key=lambda each: (-each.severity, each.at))
    listed = [_line(each) for each in worst[:MOST_LISTED]]
    left = len(worst) - len(listed)
    more = [derived(f"and {left} more")] if left else []
    services = sorted({each.service for each in worst})
    shown = ", ".join(services[:5]) + (f" and {len(services) - 5} more services" if len(services) > 5 else "")
    return Message(
        notice_id=f"digest:{rows[0].delivery_id}",
        kind=NoticeKind.DIGEST,
        at=now,
        tenant=worst[0].tenant,
        incident_id="",
        root_id="",
        regression_of=None,
        status=Status.OPEN,
        severity=worst[0].severity,
        service=services[0] if len(services) == 1 else NOTHING,
        environment=NOTHING,
        title=derived(f"{len(worst)} more incidents"),
        headline=derived(f"{len(worst)} more incidents were opened: {shown}"),
        summary=derived("\n".join([*listed, *more])),
        occurrences=sum(each.occurrences for each in worst),
        first_seen=min(each.first_seen for each in worst),
        last_seen=max(each.last_seen for each in worst),
        why=(*listed, *more),
    )


def _line(message: Message) -> Redacted:
    return derived(f"{message.severity.name} {message.service}: {message.title} ({message.incident_id})")
