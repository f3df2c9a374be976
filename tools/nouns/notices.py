"""Notices: news about a ticket for people, independent of the destination."""

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
"""The actor if neither a person nor a key acted."""


class NoticeKind(StrEnum):
    """The reason for a notice."""

    OPENED = "opened"
    REGRESSED = "regressed"
    ESCALATED = "escalated"
    GROWN = "grown"
    """It has reached ten, a hundred, a thousand … occurrences."""
    ADVICE_READY = "advice-ready"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    """Nobody acknowledged it within its route's time."""
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


CLOSING = frozenset((NoticeKind.RESOLVED, NoticeKind.RECOVERED, NoticeKind.MERGED))
"""Kinds after which the ticket needs no more attention."""

_OLDER_WORDS: Mapping[str, NoticeKind] = {
    "new": NoticeKind.OPENED,
    "regression": NoticeKind.REGRESSED,
    "flapping": NoticeKind.REOPENED,
}
"""The words under which earlier builds stored some kinds. The log and `NOTIFY_WEBHOOK_URL` still use them."""
_WORDS = {kind: word for word, kind in _OLDER_WORDS.items()} | {
    kind: kind.value for kind in (NoticeKind.ESCALATED, NoticeKind.ADVICE_READY)
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One event on a ticket that people are notified of, with the ticket's key facts at that moment."""

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
    """The timeline event behind it, with its text, its reason, and the other ticket involved."""

    actor: str = NOBODY
    """Who did it."""

    occurrences: int = 0
    """For GROWN: the number reached."""

    to: tuple[str, ...] = ()
    """For UNACKNOWLEDGED: the destinations, whatever the other routes say."""

    waited: float = 0.0
    """For UNACKNOWLEDGED: for how many seconds nobody had acknowledged it."""

    notice_id: str = ""
    """The same on every try; empty before the notice is queued."""

    @property
    def escalation(self) -> Escalated | None:
        """For ESCALATED: the severity before and after."""
        return self.follows if isinstance(self.follows, Escalated) else None

    @property
    def flaps(self) -> bool:
        """True if it was reopened because the problem keeps coming back, not by a person."""
        return isinstance(self.follows, Reopened)

    @property
    def older_word(self) -> str | None:
        """The kind's name in the log and at `NOTIFY_WEBHOOK_URL`; None for kinds that they never included."""
        return None if self.kind is NoticeKind.REOPENED and not self.flaps else _WORDS.get(self.kind)


def details(notice: Notice) -> Json:
    """The facts about the ticket that the notice shows, as plain JSON."""
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
    """The form that a job stores; the job itself names the ticket."""
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
    """The inverse; ticket and id come from the job."""
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
