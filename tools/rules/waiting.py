"""A ticket that nobody acknowledged in time: what is told of it, and whether anybody came. Pure."""

import hashlib
from dataclasses import replace

from tools.nouns.event_kinds import EventKind
from tools.nouns.incidents import Incident, Status
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.watches import Watch
from tools.rules.notices import notice_of

_SOMEBODY_CAME = frozenset({EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.RECOVERED, EventKind.MERGED})


def nobody_came(watch: Watch, ticket: Incident) -> bool:
    """True if the ticket has been open all the time since the watch began. Needs its timeline."""
    came = any(each.kind in _SOMEBODY_CAME and each.at > watch.since for each in ticket.timeline)
    return ticket.status is Status.OPEN and not came


def unacknowledged(watch: Watch, ticket: Incident) -> Notice:
    """What is told. It has the same id however often it is made, so that it is told once."""
    to = hashlib.sha256("\x1f".join(watch.to).encode()).hexdigest()[:8]
    return replace(
        notice_of(ticket, NoticeKind.UNACKNOWLEDGED, watch.due),
        to=watch.to,
        waited=watch.after,
        notice_id=f"{watch.notice_id}:unacknowledged:{watch.after:.0f}:{to}",
    )
