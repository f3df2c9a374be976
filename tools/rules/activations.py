"""Which firing of an alert does a report repeat, and what does a recovery end? Pure rules over one alert's history.

The sender's own times order the events of an alert; arrival order counts only where the sender gives none. So firings
and ends may arrive in any order and more than once, with the same result.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tools.nouns.activations import Activation, ActivationOf, End, EndKind, Recovery
from tools.nouns.incidents import Status
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile, Report
from tools.rules.matching_vetoes import hard_vetoes

AnyActivation = TypeVar("AnyActivation", bound=Activation)

KEY_SECONDS = 30 * 86_400.0
"""How long after its resolve a problem can still be found by the dedup key of an alert."""

WRITTEN_EVERY_SECONDS = 60.0
"""Repeats of one activation cause at most one durable write in this time."""

LEAST_ALLOWED_SECONDS = 300.0
"""Repeats must have been accepted for at least this long before silence counts as an end."""

EXPIRY_LAG_SECONDS = 15.0
"""By how much the stored expiry of an activation may lag behind its newest repeat."""


def seconds_of(firing: ActivationOf, received_at: float) -> int:
    """The start that identifies an activation, in whole epoch seconds."""
    return int(received_at if firing.starts_at is None else firing.starts_at)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A problem found by the dedup key of an alert, and the fingerprint that the alert had there."""

    lineage: str
    fingerprint: str


def repeated(known: Iterable[AnyActivation], firing: ActivationOf) -> list[AnyActivation]:
    """Return the known activations of the alert that a firing may repeat, newest first.

    A firing with a start repeats those of the same second. One without a start repeats what is still open; after an end
    it is new.
    """
    newest_first = sorted(known, key=lambda each: (each.starts_at, each.received_at), reverse=True)
    if firing.starts_at is None:
        return [each for each in newest_first if each.end is None]
    return [each for each in newest_first if each.starts_at == int(firing.starts_at)]


def forbids(left: Profile, right: Profile) -> bool:
    """True if the texts are two problems whatever their dedup key: they differ in an identity entity or a direction."""
    return bool(hard_vetoes(left, right, (left.template, right.template)))


def activation_of(report: Report, firing: ActivationOf, fingerprint: str, incident_id: str) -> Activation:
    """The activation to store for a firing that was counted on a ticket."""
    return Activation(
        alert=report.alert(firing),
        dedup_key=firing.dedup_key,
        starts_at=seconds_of(firing, report.received_at),
        stated=firing.starts_at is not None,
        fingerprint=fingerprint,
        request_id=report.request_id,
        incident_id=incident_id,
        state_as_of_now=firing.state_as_of_now,
        received_at=report.received_at,
        last_seen=report.received_at,
        expires_at=firing.expires_at,
    )


def reminded(activation: AnyActivation, firing: ActivationOf, received_at: float, reminders: int = 1) -> AnyActivation:
    """Return the activation after further repeats, the newest of which arrived at `received_at`."""
    return replace(
        activation,
        last_seen=max(activation.last_seen, received_at),
        reminders=activation.reminders + reminders,
        expires_at=activation.expires_at if firing.expires_at is None else firing.expires_at,
    )


def end_of(new: Activation, siblings: Iterable[Activation], recoveries: Iterable[Recovery]) -> End | None:
    """Return the end that a firing already has when it arrives: reported before it, or set by a newer firing.

    `siblings` are the alert's activations on the same problem, `recoveries` those of the alert.
    """
    ends = [End(max(each.ended_at, new.starts_at), new.received_at) for each in recoveries if _is_end_of(each, new)]
    newer = [each.starts_at for each in siblings if each.starts_at > new.starts_at]
    if newer:
        ends.append(End(float(min(newer)), new.received_at, EndKind.SUPERSEDED))
    return min(ends, key=lambda each: each.at, default=None)


def superseded(new: Activation, siblings: Iterable[AnyActivation]) -> list[AnyActivation]:
    """Return the earlier firings of the same problem, ended by a new one: an alert has one firing at a time."""
    return [replace(each, end=end_by(new)) for each in siblings if ends(new, each)]


def ends(new: Activation, older: Activation) -> bool:
    """True if a new firing of an alert ends this older one of the same problem."""
    return older.end is None and older.starts_at < new.starts_at


def end_by(new: Activation) -> End:
    """Return the end that a new firing gives the earlier ones."""
    return End(float(new.starts_at), new.received_at, EndKind.SUPERSEDED)


def named_by(recovery: Recovery, known: Sequence[AnyActivation]) -> list[AnyActivation]:
    """Return the activations, open or not, that a recovery refers to; none if it is older than the newest firing.

    A recovery with a start refers to that firing, and also to activations whose sender never gave a start.
    """
    if recovery.starts_at is not None:
        start = int(recovery.starts_at)
        return [each for each in known if each.starts_at == start or not each.stated]
    newest = max((each.starts_at for each in known if each.stated), default=None)
    if newest is not None and recovery.ended_at < newest:
        return []
    return [each for each in known if each.end is None or each.starts_at == newest or not each.stated]


def ended(activation: AnyActivation, recovery: Recovery, kind: EndKind = EndKind.RECOVERED) -> AnyActivation:
    """Return the activation with its end, which is never before its start nor after its arrival."""
    at = min(max(recovery.ended_at, float(activation.starts_at)), max(recovery.received_at, activation.received_at))
    return replace(activation, end=End(at, recovery.received_at, kind))


def did_not_hold(activation: Activation, firing: ActivationOf, now: float, policy: Policy) -> bool:
    """True if a repeat shows that the recorded end of its activation was wrong.

    Only a body that states the present state can show that. If the sender itself had reported the end, the repeat may
    be a delivery that was still in transit, so for a while it counts only as a repeat. An assumed end is not protected
    like this.
    """
    end = activation.end
    if end is None or not firing.state_as_of_now or end.kind is EndKind.SUPERSEDED:
        return False
    return end.kind is EndKind.EXPIRED or now > end.received_at + policy.resolve_settle


def is_remembered(status: Status, resolved_at: float | None, now: float) -> bool:
    """True if an alert's dedup key still leads to a problem whose head is in this state."""
    return status.live or (resolved_at is not None and now - resolved_at <= KEY_SECONDS)


def as_repeat(firing: ActivationOf, same: Activation) -> ActivationOf:
    """Return the firing with the times that place a repeat of `same`.

    A repeat of an activation that is over reopens nothing, whenever it arrives. A repeat of one that still fires began
    when the activation did, even if its sender gives no start.
    """
    if same.end is None and (not firing.state_as_of_now or firing.starts_at is not None):
        return firing
    return replace(firing, starts_at=float(same.starts_at), state_as_of_now=firing.state_as_of_now and same.end is None)


def overdue(activation: Activation, now: float, accepting_for: float) -> bool:
    """True if it is over because its sender announced an end and did not repeat the alert before then.

    Only time in which repeats were accepted counts: `accepting_for` (seconds up to now, without a break) must be as
    long as the sender had allowed, and at least LEAST_ALLOWED_SECONDS.
    """
    if activation.expires_at is None or activation.end is not None or now < activation.expires_at:
        return False
    return accepting_for >= max(LEAST_ALLOWED_SECONDS, activation.expires_at - activation.last_seen)


def may_be_put_off(activation: Activation, firing: ActivationOf, written_at: float, now: float) -> bool:
    """True if storing a repeat may wait for the next durable write of its activation."""
    lags = firing.expires_at is not None and (
        activation.expires_at is None or firing.expires_at - activation.expires_at > EXPIRY_LAG_SECONDS
    )
    return 0 <= now - written_at < WRITTEN_EVERY_SECONDS and not lags


def _is_end_of(recovery: Recovery, new: Activation) -> bool:
    if not new.stated:
        return recovery.starts_at is None and recovery.received_at > new.received_at
    if recovery.starts_at is not None:
        return int(recovery.starts_at) == new.starts_at
    return recovery.ended_at >= new.starts_at
