"""Notices: what people are told about a ticket, whatever the destination."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.event_json import event_from_json, event_to_json
from tools.nouns.event_kinds import EventData, EventKind
from tools.nouns.events import Escalated, Reopened
from tools.nouns.json_types import Json, Stored
from tools.nouns.redacted import Redacted
from tools.nouns.severity import Severity

NOBODY = "system"
"""The actor of what no person and no key did."""


class NoticeKind(StrEnum):
    """Why people are told."""

    OPENED = "opened"
    REGRESSED = "regressed"
    ESCALATED = "escalated"
    GROWN = "grown"
    """Ten, a hundred, a thousand … occurrences."""
    ADVICE_READY = "advice-ready"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    """Nobody acknowledged it in the time that its route allows."""
    RESOLVED = "resolved"
    AMENDED = "amended"
    REOPENED = "reopened"
    """By a person, or because it flaps."""
    RECOVERING = "recovering"
    RECOVERED = "recovered"
    MERGED = "merged"
    """Into another ticket."""
    SPLIT = "split"
    """Off another ticket."""
    DIGEST = "digest"
    """Many opened tickets in one message."""


_OLDER_WORDS: Mapping[str, NoticeKind] = {
    "new": NoticeKind.OPENED,
    "regression": NoticeKind.REGRESSED,
    "flapping": NoticeKind.REOPENED,
}
"""How earlier builds stored some kinds. The log and `NOTIFY_WEBHOOK_URL` still say these words."""
_WORDS = {kind: word for word, kind in _OLDER_WORDS.items()} | {
    kind: kind.value for kind in (NoticeKind.ESCALATED, NoticeKind.ADVICE_READY)
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that people are told, with what they need to know of the ticket at that moment."""

    kind: NoticeKind
    at: float
    """When it happened, in epoch seconds."""

    tenant: str
    incident_id: str
    root_id: str
    service: Redacted
    environment: Redacted
    title: Redacted
    severity: Severity
    regression_of: str | None = None
    follows: EventData | None = None
    """What happened, as the timeline says it: what was said, why, and which other ticket it is about."""

    actor: str = NOBODY
    """Who did it."""

    occurrences: int = 0
    """Of kind GROWN: how many it has come to."""

    to: tuple[str, ...] = ()
    """Of kind UNACKNOWLEDGED: the destinations that hear it, whatever else the routes say."""

    waited: float = 0.0
    """Of kind UNACKNOWLEDGED: for how many seconds nobody had acknowledged it."""

    notice_id: str = ""
    """The same however often delivery is tried; empty before the notice is queued."""

    @property
    def escalation(self) -> Escalated | None:
        """Of kind ESCALATED: the severity before and after."""
        return self.follows if isinstance(self.follows, Escalated) else None

    @property
    def flaps(self) -> bool:
        """It was reopened because it keeps coming back, and by no person."""
        return isinstance(self.follows, Reopened)

    @property
    def older_word(self) -> str | None:
        """What the log and `NOTIFY_WEBHOOK_URL` call it; None for what they have never told."""
        return None if self.kind is NoticeKind.REOPENED and not self.flaps else _WORDS.get(self.kind)


def details(notice: Notice) -> Json:
    """The ticket as the notice shows it, in plain JSON types."""
    shown = {
        "service": notice.service,
        "environment": notice.environment,
        "severity": notice.severity.name,
        "title": notice.title,
        "regression_of": notice.regression_of,
        "root_id": notice.root_id,
    }
    return shown if notice.escalation is None else shown | event_to_json(notice.escalation)


def notice_to_json(notice: Notice) -> Json:
    """As a job keeps it: the job itself says which ticket it is about."""
    kept: Json = {"event": notice.kind.value, "at": notice.at} | details(notice)
    if notice.follows is not None and notice.escalation is None:
        kept["follows"] = {"kind": notice.follows.kind.value, "data": event_to_json(notice.follows)}
    if notice.actor != NOBODY:
        kept["actor"] = notice.actor
    if notice.occurrences:
        kept["occurrences"] = notice.occurrences
    if notice.kind is NoticeKind.UNACKNOWLEDGED:
        kept |= {"destinations": list(notice.to), "waited": notice.waited}
    return kept


def notice_from_json(stored: Stored, notice_id: str, tenant: str, incident_id: str) -> Notice:
    """The inverse, for the ticket and under the id that the job says."""
    word = stored["event"]
    return Notice(
        kind=_OLDER_WORDS[word] if word in _OLDER_WORDS else NoticeKind(word),
        at=stored["at"],
        tenant=tenant,
        incident_id=incident_id,
        root_id=stored["root_id"],
        service=stored["service"],
        environment=stored["environment"],
        title=stored["title"],
        severity=Severity[stored["severity"]],
        regression_of=stored["regression_of"],
        follows=_followed(word, stored),
        actor=stored.get("actor", NOBODY),
        occurrences=stored.get("occurrences", 0),
        to=tuple(stored.get("destinations", ())),
        waited=stored.get("waited", 0.0),
        notice_id=notice_id,
    )


def _followed(word: str, stored: Stored) -> EventData | None:
    if word == NoticeKind.ESCALATED:
        return event_from_json(EventKind.ESCALATED, stored)
    if word == "flapping":  # an earlier build, which kept no event
        return Reopened(stored["at"])
    follows = stored.get("follows")
    return None if follows is None else event_from_json(follows["kind"], follows["data"])
