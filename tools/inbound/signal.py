"""What an inbound body consists of: one signal per alert; none is dropped silently.

Times are epoch seconds (UTC). Texts are the sender's own words and **not yet redacted**, except that readers leave out
values that are secrets by their schema (routing keys, tokens in links). Intake redacts every field before anything else
sees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from tools.inbound.titles import readable_title
from tools.nouns.quick import quick_dataclass
from tools.nouns.severity import Severity


class Action(StrEnum):
    """What somebody did to an alert in the other system."""

    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    COMMENTED = "commented"


class Reason(StrEnum):
    """Why a part of a body has no effect."""

    HEARTBEAT = "heartbeat"  # an alert that always fires, to prove that the pipeline works
    HEARTBEAT_ENDED = "heartbeat-ended"  # the same alert resolved: the pipeline itself was interrupted
    TEST = "test"  # a test message that does not look like an alert
    PING = "ping"
    SUBSCRIPTION = "subscription"  # confirmations of subscriptions, URL challenges
    UPDATED = "updated"  # somebody changed text, owner or priority there; `alert` is its present state
    NOT_AN_ALERT = "not-an-alert"  # another kind of event: a deployment, a membership, an edit
    CHANGE = "change"  # a deployment or a release, kept as evidence on tickets
    NO_FAILURE = "no-failure"  # a success: a green build, a container that exited with 0
    MAINTENANCE = "maintenance"  # downtime, maintenance, silencing
    BELOW_SEVERITY = "below-severity"  # log records of a level that opens no ticket
    ENDED_EVENT = "ended-event"  # the sender deleted an event, which says nothing about the problem
    OURS = "ours"  # about a ticket, an issue or a message that we made ourselves
    ACT_NOT_ALLOWED = "act-not-allowed"  # an act that came without a signature and without the scope `respond`
    EMPTY = "empty"
    CUT = "cut"  # the body is truncated; its complete parts are used
    UNREADABLE = "unreadable"  # no readable text is left


@quick_dataclass(frozen=True, slots=True)
class Fired:
    """One alert or log record that reports a problem.

    `text` is what is matched: what a person would paste, identical in every repeat. `headline` is the sender's own name
    for it; `title` is that name, readable in a list. `host` is the host or object that the problem is about.
    `dedup_key` is the sender's own id of the alert instance ("" if there is none). `expires_at` is when it counts as
    over without a repeat, for the one sender that announces it. `event_id` identifies this message: a redelivery
    changes nothing. `told_by` is a digest of all that was read of the alert except its times (empty: the reader makes
    none).
    """

    text: str
    headline: str
    service: str = ""
    environment: str = ""
    severity: Severity | None = None
    host: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    runbook_url: str = ""
    dashboard_url: str = ""
    starts_at: float | None = None
    expires_at: float | None = None
    dedup_key: str = ""
    release: str | None = None
    event_id: str = ""
    is_test: bool = False
    grouped_by: tuple[str, ...] = ()
    told_by: bytes = b""

    def again(self, starts_at: float | None, expires_at: float | None) -> "Fired":
        """The same alert at another time; used for most alerts of a storm, in a fifth of the time of `replace`."""
        return Fired(
            self.text,
            self.headline,
            self.service,
            self.environment,
            self.severity,
            self.host,
            self.labels,
            self.runbook_url,
            self.dashboard_url,
            starts_at,
            expires_at,
            self.dedup_key,
            self.release,
            self.event_id,
            self.is_test,
            self.grouped_by,
            self.told_by,
        )

    @property
    def title(self) -> str:
        """8 to 120 characters that can be read in a list: no key=value, no braces, no redaction marks."""
        return readable_title(("Test: " if self.is_test else "") + (self.headline or self.text), self.host)


@dataclass(frozen=True, slots=True)
class Recovered:
    """One alert that is over. `starts_at` names the activation that ended (None: the sender does not say).

    `text`, `headline`, `service`, `environment`, `host`, `labels` and `grouped_by` are the firing's, as far as the
    sender repeats them: a recovery without a key is matched by its words. `key_is_made`: the sender gave no key,
    so it was made from names; the firing may have none.
    """

    dedup_key: str
    at: float | None = None
    starts_at: float | None = None
    text: str = ""
    headline: str = ""
    service: str = ""
    environment: str = ""
    host: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    event_id: str = ""
    grouped_by: tuple[str, ...] = ()
    key_is_made: bool = False

    @property
    def title(self) -> str:
        """Like the title of a `Fired`."""
        return readable_title(self.headline or self.text, self.host)


@dataclass(frozen=True, slots=True)
class Acted:
    """An act of somebody in the other system.

    `incident_id` is our own id if the body names it; `by` is for display only. `by_id` is the sender's own id of the
    account, by which we look up ours.
    """

    action: Action
    dedup_key: str
    by: str = ""
    by_person: bool = True
    text: str = ""
    at: float | None = None
    starts_at: float | None = None
    headline: str = ""
    service: str = ""
    incident_id: str = ""
    event_id: str = ""
    by_id: str = ""

    @property
    def title(self) -> str:
        """Like the title of a `Fired`."""
        return readable_title(self.headline or self.text)


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A deliberate change in the other system. `service` is the name that its alerts would have.

    `at` is None if the sender does not say. `event_id` identifies this change: a redelivery is the same change.
    """

    text: str
    service: str
    environment: str = ""
    version: str = ""
    url: str = ""
    at: float | None = None
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of the body that opens nothing.

    `alert`: for a heartbeat, the alert that must keep arriving; for an update, the alert in its present state. `change`
    is stored as evidence for its service's tickets.
    """

    reason: Reason
    text: str = ""
    alert: Fired | None = None
    change: ToldChange | None = None


Signal: TypeAlias = Fired | Recovered | Acted | Ignored
Signals: TypeAlias = tuple[Signal, ...]


def without_authority(acted: Acted) -> Recovered | Ignored:
    """The effect of an act if the sender may only report: an end is still recorded, anything else is ignored."""
    if acted.action is not Action.RESOLVED:
        return Ignored(Reason.ACT_NOT_ALLOWED, f"{acted.action.value} by {acted.by or 'somebody'}")
    return Recovered(
        acted.dedup_key,
        acted.at,
        acted.starts_at,
        text=acted.text,
        headline=acted.headline,
        service=acted.service,
        event_id=acted.event_id,
    )
