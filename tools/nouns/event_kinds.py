"""The kinds of timeline events, each with the word that is stored and sent, and a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class EventKind(StrEnum):
    """The stored and sent word for a kind of event."""

    OPENED = "opened"
    REGRESSED = "regressed"
    REOPENED = "reopened"
    LATE = "late"
    JOINED = "joined"
    ESCALATED = "escalated"
    MERGED = "merged"
    ABSORBED = "absorbed"
    SPLIT = "split"
    SPLIT_OFF = "split-off"
    RESOLVED = "resolved"
    AMENDED = "amended"
    UNRESOLVED = "unresolved"
    ACKNOWLEDGED = "acknowledged"
    GIVEN_BACK = "given-back"
    COMMENT = "comment"
    FEEDBACK = "feedback"
    ADVISED = "advised"
    RECOVERING = "recovering"
    REFIRED = "refired"
    RECOVERED = "recovered"
    STILL_FIRING = "still-firing"
    CHANGED = "changed"
    SEVERITY_SET = "severity-set"


SENTENCES: Mapping[EventKind, str] = {
    EventKind.OPENED: "A report opened it.",
    EventKind.REGRESSED: "A resolved problem came back as this incident.",
    EventKind.REOPENED: "The problem kept coming back, so the same incident was reopened.",
    EventKind.LATE: "A report from before it was resolved was counted here.",
    EventKind.JOINED: "A late match found that both are one problem.",
    EventKind.ESCALATED: "A worse report raised its severity.",
    EventKind.MERGED: "It was merged into another incident.",
    EventKind.ABSORBED: "Another incident was merged into it.",
    EventKind.SPLIT: "It was split off from another incident.",
    EventKind.SPLIT_OFF: "A part of it was split off as a separate incident.",
    EventKind.RESOLVED: "It was resolved.",
    EventKind.AMENDED: "Somebody corrected the resolution.",
    EventKind.UNRESOLVED: "A person reopened it: it had not been fixed.",
    EventKind.ACKNOWLEDGED: "Somebody is working on it.",
    EventKind.GIVEN_BACK: "The acknowledgement was withdrawn: nobody is working on it.",
    EventKind.COMMENT: "Somebody commented on it.",
    EventKind.FEEDBACK: "Somebody rated its advice.",
    EventKind.ADVISED: "Its advice was stored.",
    EventKind.RECOVERING: "All of its alerts have ended; it is resolved if it stays quiet.",
    EventKind.REFIRED: "It fired again while it was recovering.",
    EventKind.RECOVERED: "It was resolved because all of its alerts had ended.",
    EventKind.STILL_FIRING: "An alert that began before it was resolved is still firing.",
    EventKind.CHANGED: "Its service was changed on purpose.",
    EventKind.SEVERITY_SET: "A person set its severity.",
}
"""The sentence that `explain` shows for each kind."""

REGROUPINGS = frozenset({EventKind.MERGED, EventKind.ABSORBED, EventKind.SPLIT, EventKind.SPLIT_OFF})
"""The kinds that merge or split a ticket."""

ACTS = REGROUPINGS | {EventKind.JOINED}
"""The kinds that `explain` may show besides decisions; `is_act` decides for each event."""

RETURNS = frozenset({EventKind.REGRESSED, EventKind.REOPENED})
"""The kinds whose `event_at` says when the problem came back."""


@dataclass(frozen=True, slots=True)
class EventData:
    """The data of an event; its fields are those stored and sent, except for names that Python reserves."""

    kind: ClassVar[EventKind]
