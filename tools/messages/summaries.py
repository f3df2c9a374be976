"""The summary of a message in a sentence or two: what happened, who did it, and what they wrote."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tools.messages.headlines import who
from tools.messages.times import ago, duration
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Amended, Cure, GivenBack, Merged, Resolved, Split, Unresolved
from tools.nouns.incidents import Incident
from tools.nouns.knowledge import Advice
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.redacted import NOTHING, Redacted, derived

_SOMEBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A notice and the ticket that it is about."""

    notice: Notice
    ticket: Incident
    before: Incident | None = None
    """For a regression: the ticket that came back."""

    @property
    def by(self) -> str:
        """The name of who did it."""
        return who(self.notice.actor) or _SOMEBODY

    @property
    def where(self) -> str:
        """The service, and its environment if it has one."""
        notice = self.notice
        return f"{notice.service} in {notice.environment}" if notice.environment else notice.service

    @property
    def event(self) -> EventData | None:
        """The timeline event behind the notice, if any."""
        return self.notice.follows


def summary(occasion: Occasion) -> Redacted:
    """The summary: one or two sentences."""
    say = _SUMMARIES[occasion.notice.kind]
    return derived((say if isinstance(say, str) else say(occasion)).strip())


def _opened(occasion: Occasion) -> str:
    return f"A new problem with {occasion.where}, severity {occasion.notice.severity.name}."


def _regressed(occasion: Occasion) -> str:
    if occasion.before is None or occasion.before.resolution is None:
        return f"A resolved problem with {occasion.where} is back."
    said = occasion.before.resolution
    past = ago(said.at, occasion.notice.at)
    ended = f"Its alerts ended {past}" if said.cure is Cure.RECOVERED else f"{said.by} resolved it {past}"
    return f"A problem with {occasion.where} is back. {ended}, as {occasion.before.incident_id}."


def _escalated(occasion: Occasion) -> str:
    change = occasion.notice.escalation
    if change is None:
        return f"Its severity is {occasion.notice.severity.name} now."
    by = "A worse report" if change.request_id else "A worse incident that was merged into it"
    return f"{by} raised its severity from {change.before.name} to {change.to.name}."


def _grown(occasion: Occasion) -> str:
    notice = occasion.notice
    return f"It was reported {notice.occurrences:,} times in {duration(notice.at - occasion.ticket.first_seen)}."


def _advised(occasion: Occasion) -> str:
    advice = occasion.ticket.dossier.advice or Advice(abstained=True)
    if advice.abstained:
        return f"No runbook fits. {advice.reason}"
    return advice.root_cause or "There are steps to take."


def _acknowledged(occasion: Occasion) -> str:
    return f"{occasion.by} is working on it."


def _unacknowledged(occasion: Occasion) -> str:
    return f"It has been open for {duration(occasion.notice.waited)} and nobody has acknowledged it."


def _resolved(occasion: Occasion) -> str:
    said = occasion.event
    if not isinstance(said, Resolved):
        return "It was resolved."
    release = f" (release {said.release})" if said.release else ""
    return f"{who(occasion.notice.actor) or said.by} resolved it{release}: {said.text}"


def _amended(occasion: Occasion) -> str:
    said = occasion.event.text if isinstance(occasion.event, Amended) else NOTHING
    return f"{occasion.by} corrected what fixed it: {said}"


def _reopened(occasion: Occasion) -> str:
    if occasion.notice.flaps:
        return "The problem keeps coming back, so the same incident was reopened. This is sent only once."
    if isinstance(occasion.event, GivenBack):
        return f"{occasion.by} is no longer working on it, and nobody else is."
    why = occasion.event.reason if isinstance(occasion.event, Unresolved) else NOTHING
    return f"{occasion.by} reopened it, because it had not been fixed. {why}"


def _merged(occasion: Occasion) -> str:
    said = occasion.event
    if not isinstance(said, Merged):
        return "It was merged into another incident."
    by = who(occasion.notice.actor)
    return f"{f'{by} merged it' if by else 'It was merged'} into {said.into}: {said.reason}"


def _split(occasion: Occasion) -> str:
    said = occasion.event
    if not isinstance(said, Split):
        return "It was split off from another incident."
    return f"{occasion.by} split it off from {said.origin}: {said.reason}"


_SUMMARIES: Mapping[NoticeKind, Callable[[Occasion], str] | str] = {
    NoticeKind.OPENED: _opened,
    NoticeKind.REGRESSED: _regressed,
    NoticeKind.GROWN: _grown,
    NoticeKind.ESCALATED: _escalated,
    NoticeKind.ADVICE_READY: _advised,
    NoticeKind.ACKNOWLEDGED: _acknowledged,
    NoticeKind.UNACKNOWLEDGED: _unacknowledged,
    NoticeKind.RESOLVED: _resolved,
    NoticeKind.AMENDED: _amended,
    NoticeKind.REOPENED: _reopened,
    NoticeKind.RECOVERING: "All of its alerts have ended. It is resolved if it stays quiet.",
    NoticeKind.RECOVERED: "All of its alerts had ended and none fired again, so it was resolved.",
    NoticeKind.MERGED: _merged,
    NoticeKind.SPLIT: _split,
    NoticeKind.DIGEST: "Several problems were opened at once.",
}
