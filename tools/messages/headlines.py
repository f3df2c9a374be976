"""The headline of a message (the kind of notice and the ticket's title), and the name of who acted."""

from collections.abc import Mapping

from tools.nouns.notices import NOBODY, Notice, NoticeKind
from tools.nouns.redacted import Redacted, derived

_HEADLINES: Mapping[NoticeKind, str] = {
    NoticeKind.OPENED: "New",
    NoticeKind.REGRESSED: "Back again",
    NoticeKind.GROWN: "Reported {occurrences:,} times",
    NoticeKind.ESCALATED: "Now {severity}",
    NoticeKind.ADVICE_READY: "Advice is ready",
    NoticeKind.ACKNOWLEDGED: "Acknowledged",
    NoticeKind.UNACKNOWLEDGED: "Nobody is on it",
    NoticeKind.RESOLVED: "Resolved",
    NoticeKind.AMENDED: "Resolution corrected",
    NoticeKind.REOPENED: "Reopened",
    NoticeKind.RECOVERING: "Recovering",
    NoticeKind.RECOVERED: "Recovered",
    NoticeKind.MERGED: "Merged",
    NoticeKind.SPLIT: "Split off",
    NoticeKind.DIGEST: "New problems",
}
_FLAPS = "Keeps coming back"


def headline(notice: Notice) -> Redacted:
    """The headline, as one line."""
    words = _FLAPS if notice.flaps else _HEADLINES[notice.kind]
    said = words.format(occurrences=notice.occurrences, severity=notice.severity.name)
    return derived(f"{said}: {notice.title}")


def who(actor: str) -> Redacted | None:
    """The name of a person or an API key, without its prefix in timelines; None for the system."""
    if actor == NOBODY or actor.startswith(f"{NOBODY}:"):
        return None
    return derived(actor.removeprefix("user:").removeprefix("cli:"))
