"""Activations: one firing of one alert, as reported and as stored, and how it ends. Times are epoch seconds."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tools.nouns.quick import quick_dataclass
from tools.nouns.redacted import NOTHING, Redacted

NEVER = math.inf
"""A quiet time that never ends: recovered tickets are not closed automatically."""


class AlertKey(NamedTuple):
    """Identifies one alert instance of one sender, across its firings and ends.

    `key` is a digest of the sender's deduplication key, so that no client's string becomes a storage key.
    """

    tenant: str
    environment: str
    sender: str
    key: str


@quick_dataclass(frozen=True, slots=True)
class ActivationOf:
    """The firing that a report announces. `key` is `tools.ids.dedup_digest` of the sender's key for the alert.

    `starts_at` None: the sender does not say, so the first arrival counts. `state_as_of_now`: the body describes the
    state at its arrival, whenever the alert began. `expires_at`: the sender announced that the firing is over if it is
    not repeated by then.
    """

    sender: str
    key: str
    dedup_key: Redacted
    """The sender's key, as shown to people."""

    starts_at: float | None = None
    state_as_of_now: bool = False
    expires_at: float | None = None


class EndKind(StrEnum):
    """How an activation ended."""

    RECOVERED = "recovered"
    """Its sender said so."""
    EXPIRED = "expired"
    """It was not repeated within the time that its sender announced."""
    SUPERSEDED = "superseded"
    """The same alert fired again, so its earlier firing must have ended."""


@dataclass(frozen=True, slots=True)
class End:
    """When an activation ended, and when the store learned of it."""

    at: float
    received_at: float
    kind: EndKind = EndKind.RECOVERED


class ActivationState(StrEnum):
    """The state of an activation, as shown to people."""

    FIRING = "firing"
    ENDED = "ended"
    STALE = "stale"
    """Neither repeated nor ended for a long time; never closed automatically."""


@quick_dataclass(frozen=True, slots=True)
class Activation:
    """One firing as stored. It is counted once; its repeats are reminders."""

    alert: AlertKey
    dedup_key: Redacted
    starts_at: int
    """Whole seconds, as the sender gave it, even if in the future; its first arrival if the sender gave none."""
    stated: bool
    """True if the sender gave the start."""
    fingerprint: str
    """The fingerprint of the report that counts it."""
    request_id: str
    """The report that counts it."""
    incident_id: str
    """The ticket it fires on."""
    state_as_of_now: bool
    received_at: float
    last_seen: float
    """The time of its newest repeat."""
    reminders: int = 0
    expires_at: float | None = None
    end: End | None = None
    counted: bool = True
    """False: the report that counts it is on an earlier generation; a repeat showed that it still fires on this one."""

    def state(self, now: float, stale_after: float) -> ActivationState:
        """The state at `now`; without a repeat for `stale_after` seconds it is stale."""
        if self.end is not None:
            return ActivationState.ENDED
        return ActivationState.STALE if now - self.last_seen >= stale_after else ActivationState.FIRING


@dataclass(frozen=True, slots=True)
class ActivationCounts:
    """The activations of a ticket, including tickets merged into it."""

    firing: int = 0
    ended: int = 0
    stale: int = 0


NO_ACTIVATIONS = ActivationCounts()


@dataclass(frozen=True, slots=True)
class Recovery:
    """A sender's report that an alert is over.

    `starts_at` identifies the activation (None: the key alone does); `at` is when it ended (None: on arrival). `quiet`
    is this sender's quiet time (None: as configured). `service` and `text` are shown if nothing matches.
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
        """When the alert ended, but never later than the arrival."""
        return self.received_at if self.at is None else min(self.at, self.received_at)


@dataclass(frozen=True, slots=True)
class RecoveryOutcome:
    """The result of a recovery."""

    incident_id: str | None = None
    """The ticket of the matching activation; None: nothing matched, and the recovery is stored as unmatched."""
    changed: bool = False
    """True if it ended an activation. False if the end was known already or is older than the newest firing."""
    recovering: bool = False
    """True if all activations of that ticket have ended now."""


@dataclass(frozen=True, slots=True)
class UnmatchedRecovery:
    """A recovery that matched no open activation when it arrived."""

    seq: str
    """Sorts by arrival."""
    sender: str
    environment: str
    dedup_key: Redacted
    received_at: float
    starts_at: float | None
    at: float
    service: Redacted
    text: Redacted


class RecoveryDue(StrEnum):
    """What happened to a ticket whose quiet time is over."""

    RESOLVED = "resolved"
    WAITS = "waits"
    """Its semantic match is still pending: check again later."""
    GONE = "gone"
    """It fired again, was closed, or was handled before."""
