"""One firing of one alert: what a report says of it, what is stored, and how it ends. Times are epoch seconds."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tools.nouns.quick import quick_dataclass
from tools.nouns.redacted import NOTHING, Redacted

NEVER = math.inf
"""A quiet time that never ends: a ticket that recovers is not closed by itself."""


class AlertKey(NamedTuple):
    """One alert instance of one sender: what its firings and its ends have in common.

    `key` is a digest of the sender's dedup key: no client's string becomes a key of ours.
    """

    tenant: str
    environment: str
    sender: str
    key: str


@quick_dataclass(frozen=True, slots=True)
class ActivationOf:
    """The firing that a report tells of. `key` is `tools.ids.dedup_digest` of what the sender calls the alert.

    `starts_at` None: the sender does not say, so the first arrival counts. `state_as_of_now`: the body tells what holds
    at its arrival, whenever the alert began. `expires_at`: without a repeat until then it is over, because the sender
    announced it.
    """

    sender: str
    key: str
    dedup_key: Redacted
    """The sender's id as people see it."""

    starts_at: float | None = None
    state_as_of_now: bool = False
    expires_at: float | None = None


class EndKind(StrEnum):
    """Who says that an activation is over."""

    RECOVERED = "recovered"
    """Its sender."""
    EXPIRED = "expired"
    """Nobody: it was not repeated within the time that its sender announced."""
    SUPERSEDED = "superseded"
    """The same alert fired anew, so its earlier firing must have ended."""


@dataclass(frozen=True, slots=True)
class End:
    """When an activation ended, and when this store was told."""

    at: float
    received_at: float
    kind: EndKind = EndKind.RECOVERED


class ActivationState(StrEnum):
    """What people see of an activation."""

    FIRING = "firing"
    ENDED = "ended"
    STALE = "stale"
    """Neither repeated nor ended for a long time; never closed by itself."""


@quick_dataclass(frozen=True, slots=True)
class Activation:
    """One firing as a store keeps it. It counts once; its repeats are reminders."""

    alert: AlertKey
    dedup_key: Redacted
    starts_at: int
    """Whole seconds, as the sender said, even if that lies in the future; its first arrival if it said nothing."""
    stated: bool
    """The sender said when it started."""
    fingerprint: str
    """Of the report that it is counted by."""
    request_id: str
    """The report that it is counted by."""
    incident_id: str
    """The ticket it fires on."""
    state_as_of_now: bool
    received_at: float
    last_seen: float
    """Its newest repeat."""
    reminders: int = 0
    expires_at: float | None = None
    end: End | None = None
    counted: bool = True
    """False: the report that counts it is on an earlier generation; a repeat told that it still fires on this one."""

    def state(self, now: float, stale_after: float) -> ActivationState:
        """`stale_after`: seconds without a repeat."""
        if self.end is not None:
            return ActivationState.ENDED
        return ActivationState.STALE if now - self.last_seen >= stale_after else ActivationState.FIRING


@dataclass(frozen=True, slots=True)
class ActivationCounts:
    """The activations of a ticket and of all that was merged into it."""

    firing: int = 0
    ended: int = 0
    stale: int = 0


NO_ACTIVATIONS = ActivationCounts()


@dataclass(frozen=True, slots=True)
class Recovery:
    """One alert is over, as its sender says: what ends.

    `starts_at` names the activation (None: by its key alone); `at` is when it ended (None: on arrival). `quiet` is the
    quiet time that holds for this sender (None: as configured). `service` and `text` are shown if nothing matches.
    """

    alert: AlertKey
    dedup_key: Redacted
    received_at: float
    starts_at: float | None = None
    at: float | None = None
    quiet: float | None = None
    service: Redacted = NOTHING
    text: Redacted = NOTHING

    @property
    def ended_at(self) -> float:
        """The end it tells, never later than its arrival."""
        return self.received_at if self.at is None else min(self.at, self.received_at)


@dataclass(frozen=True, slots=True)
class RecoveryOutcome:
    """What a recovery led to."""

    incident_id: str | None = None
    """The ticket of the activation that it names; None: nothing matched, and the recovery is kept as unmatched."""
    changed: bool = False
    """It ended something. False also for an end that was told before or that is older than the newest firing."""
    recovering: bool = False
    """Everything of that ticket has ended now."""


@dataclass(frozen=True, slots=True)
class UnmatchedRecovery:
    """A recovery for which nothing was open when it came."""

    seq: str
    """Sorts by time of arrival."""
    sender: str
    environment: str
    dedup_key: Redacted
    received_at: float
    starts_at: float | None
    at: float
    service: Redacted
    text: Redacted


class RecoveryDue(StrEnum):
    """What became of a ticket whose quiet time is over."""

    RESOLVED = "resolved"
    WAITS = "waits"
    """Its semantic match is still to come: look again."""
    GONE = "gone"
    """It fired again, was closed, or was done before."""
