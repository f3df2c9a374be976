"""Notices: which events people are told about, and when a ticket has grown enough to tell them. Pure."""

from collections.abc import Mapping

from tools.nouns.alert_events import Recovered, Recovering
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Acknowledged, Amended, GivenBack, Merged, Resolved, Split, Unresolved
from tools.nouns.incidents import Incident
from tools.nouns.notices import NOBODY, Notice, NoticeKind
from tools.rules.new_tickets import Subject

_KINDS: Mapping[type[EventData], NoticeKind] = {
    Acknowledged: NoticeKind.ACKNOWLEDGED,
    GivenBack: NoticeKind.REOPENED,  # it is open again, and somebody must acknowledge it
    Resolved: NoticeKind.RESOLVED,
    Amended: NoticeKind.AMENDED,
    Unresolved: NoticeKind.REOPENED,
    Merged: NoticeKind.MERGED,
    Split: NoticeKind.SPLIT,
    Recovering: NoticeKind.RECOVERING,
    Recovered: NoticeKind.RECOVERED,
}
"""Events that always cause a notice; `tools/rules/effects.py` decides about the others."""


def notice_kind_of(event: EventData) -> NoticeKind | None:
    """Return the kind of notice that an event always causes; None if it causes none by itself."""
    return _KINDS.get(type(event))


def notice_of(
    ticket: Subject | Incident,
    kind: NoticeKind,
    now: float,
    follows: EventData | None = None,
    actor: str = NOBODY,
    *,
    occurrences: int = 0,
) -> Notice:
    """Return a notice about a ticket in its present state. `occurrences` is the milestone that it has grown to."""
    return Notice(
        kind=kind,
        at=now,
        tenant=ticket.tenant,
        incident_id=ticket.incident_id,
        root_id=ticket.root_id,
        service=ticket.service,
        environment=ticket.environment,
        title=ticket.title,
        severity=ticket.severity,
        regression_of=ticket.regression_of,
        follows=follows,
        actor=actor,
        occurrences=occurrences,
    )


def milestone(occurrences: int) -> int:
    """Return the greatest of 10, 100, 1,000 … that is not above the number; 0 below ten."""
    return 0 if occurrences < 10 else int("1" + "0" * (len(str(occurrences)) - 1))


def passed(before: int, after: int) -> int:
    """Return the milestone that a count passed from `before` to `after`; 0 if none."""
    reached = milestone(after)
    return reached if reached > before else 0
