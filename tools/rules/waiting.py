"""Tickets that nobody acknowledged in time: whether that still holds, and the notice that people get. Pure."""

import hashlib
from dataclasses import replace

from tools.nouns.event_kinds import EventKind
from tools.nouns.incidents import Incident, Status
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.watches import Watch
from tools.rules.notices import notice_of

_HANDLED = frozenset({EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.RECOVERED, EventKind.MERGED})


def still_unacknowledged(watch: Watch, ticket: Incident) -> bool:
    """True if the ticket has been open without a break since the watch began. Needs its timeline."""
    handled = any(each.kind in _HANDLED and each.at > watch.since for each in ticket.timeline)
    return ticket.status is Status.OPEN and not handled


def unacknowledged(watch: Watch, ticket: Incident) -> Notice:
    """Return the notice to send. Its id is the same however often it is made, so people are told once."""
    to = hashlib.sha256("\x1f".join(watch.to).encode()).hexdigest()[:8]
    return replace(
        notice_of(ticket, NoticeKind.UNACKNOWLEDGED, watch.due),
        to=watch.to,
        waited=watch.after,
        notice_id=f"{watch.notice_id}:unacknowledged:{watch.after:.0f}:{to}",
    )
