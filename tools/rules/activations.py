"""Which firing of an alert does a report repeat, and what does a recovery end? Pure rules over one alert's history.

A sender's own times order what it tells of one alert; arrival decides only where it gives none. So firings and ends may
come in any order, and more than once: what is known in the end is the same.
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
"""How long after its resolve a problem is still found by the key of an alert."""

WRITTEN_EVERY_SECONDS = 60.0
"""Repeats of one activation cost one durable write in this time."""

LEAST_ALLOWED_SECONDS = 300.0
"""How long repeats must have been accepted before silence counts as an end."""

EXPIRY_LAG_SECONDS = 15.0
"""By how much the stored expiry of an activation may lag behind its newest repeat."""


def seconds_of(said: ActivationOf, received_at: float) -> int:
    """The start that names an activation."""
    return int(received_at if said.starts_at is None else said.starts_at)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A problem that the key of an alert leads to, and the fingerprint that the alert had there."""

    lineage: str
    fingerprint: str


def repeated(known: Iterable[AnyActivation], said: ActivationOf) -> list[AnyActivation]:
    """The known activations of the alert that the firing may repeat, the newest first.

    With a start it repeats those of the same second. Without one it repeats what is open, and is new after an end.
    """
    newest_first = sorted(known, key=lambda each: (each.starts_at, each.received_at), reverse=True)
    if said.starts_at is None:
        return [each for each in newest_first if each.end is None]
    return [each for each in newest_first if each.starts_at == int(said.starts_at)]


def forbids(left: Profile, right: Profile) -> bool:
    """Do the texts tell two problems apart, whatever key they came under? An identity entity or an opposite does."""
    return bool(hard_vetoes(left, right, (left.template, right.template)))


def activation_of(report: Report, said: ActivationOf, fingerprint: str, incident_id: str) -> Activation:
    """What is kept of a firing that was counted on a ticket."""
    return Activation(
        alert=report.alert(said),
        dedup_key=said.dedup_key,
        starts_at=seconds_of(said, report.received_at),
        stated=said.starts_at is not None,
        fingerprint=fingerprint,
        request_id=report.request_id,
        incident_id=incident_id,
        state_as_of_now=said.state_as_of_now,
        received_at=report.received_at,
        last_seen=report.received_at,
        expires_at=said.expires_at,
    )


def reminded(activation: AnyActivation, said: ActivationOf, received_at: float, reminders: int = 1) -> AnyActivation:
    """The activation after some more repeats, the newest of which arrived then."""
    return replace(
        activation,
        last_seen=max(activation.last_seen, received_at),
        reminders=activation.reminders + reminders,
        expires_at=activation.expires_at if said.expires_at is None else said.expires_at,
    )


def end_of(new: Activation, siblings: Iterable[Activation], told: Iterable[Recovery]) -> End | None:
    """The end that a firing has when it comes: told before it came, or because a newer firing came before it.

    `siblings` are the alert's activations on the same problem, `told` the recoveries of the alert.
    """
    ends = [End(max(each.ended_at, new.starts_at), new.received_at) for each in told if _tells_of(each, new)]
    newer = [each.starts_at for each in siblings if each.starts_at > new.starts_at]
    if newer:
        ends.append(End(float(min(newer)), new.received_at, EndKind.SUPERSEDED))
    return min(ends, key=lambda each: each.at, default=None)


def superseded(new: Activation, siblings: Iterable[AnyActivation]) -> list[AnyActivation]:
    """The earlier firings on the same problem that a new one ends: an alert fires once at a time."""
    return [replace(each, end=end_by(new)) for each in siblings if ends(new, each)]


def ends(new: Activation, older: Activation) -> bool:
    """Does a new firing of an alert end this one of the same problem?"""
    return older.end is None and older.starts_at < new.starts_at


def end_by(new: Activation) -> End:
    """How a new firing ends the ones before it."""
    return End(float(new.starts_at), new.received_at, EndKind.SUPERSEDED)


def named_by(recovery: Recovery, known: Sequence[AnyActivation]) -> list[AnyActivation]:
    """The activations, open or not, that a recovery speaks of; none if it is older than the newest firing.

    One that names a start speaks of that firing; an activation whose start was never told it names by key alone.
    """
    if recovery.starts_at is not None:
        start = int(recovery.starts_at)
        return [each for each in known if each.starts_at == start or not each.stated]
    newest = max((each.starts_at for each in known if each.stated), default=None)
    if newest is not None and recovery.ended_at < newest:
        return []
    return [each for each in known if each.end is None or each.starts_at == newest or not each.stated]


def ended(activation: AnyActivation, recovery: Recovery, kind: EndKind = EndKind.RECOVERED) -> AnyActivation:
    """The activation with its end; an end is never before its start, nor after its arrival."""
    at = min(max(recovery.ended_at, float(activation.starts_at)), max(recovery.received_at, activation.received_at))
    return replace(activation, end=End(at, recovery.received_at, kind))


def did_not_hold(activation: Activation, said: ActivationOf, now: float, policy: Policy) -> bool:
    """Does a repeat show that the end of its activation was false?

    Only a body that tells what holds now can. What a sender called ended may be told again by a delivery that was under
    way, so for a while such a repeat is only a repeat; an end that nobody told does not stand against it.
    """
    end = activation.end
    if end is None or not said.state_as_of_now or end.kind is EndKind.SUPERSEDED:
        return False
    return end.kind is EndKind.EXPIRED or now > end.received_at + policy.resolve_settle


def is_remembered(status: Status, resolved_at: float | None, now: float) -> bool:
    """Does the key of an alert still lead to a problem whose head is in this state?"""
    return status.live or (resolved_at is not None and now - resolved_at <= KEY_SECONDS)


def as_repeat(said: ActivationOf, same: Activation) -> ActivationOf:
    """What a repeat of an activation says of time, for placing it.

    One that is over can bring nothing back, whenever it is told. One that holds began when the activation did, also if
    its sender gives no start.
    """
    if same.end is None and (not said.state_as_of_now or said.starts_at is not None):
        return said
    return replace(said, starts_at=float(same.starts_at), state_as_of_now=said.state_as_of_now and same.end is None)


def overdue(activation: Activation, now: float, accepting_for: float) -> bool:
    """Is it over because its sender announced an end and did not repeat it until then?

    Only time in which repeats were accepted counts: `accepting_for` seconds, without a break until now, must be as long
    as the sender had allowed, and at least LEAST_ALLOWED_SECONDS.
    """
    if activation.expires_at is None or activation.end is not None or now < activation.expires_at:
        return False
    return accepting_for >= max(LEAST_ALLOWED_SECONDS, activation.expires_at - activation.last_seen)


def may_be_put_off(activation: Activation, said: ActivationOf, written_at: float, now: float) -> bool:
    """May a repeat wait for the next durable write of its activation?"""
    lags = said.expires_at is not None and (
        activation.expires_at is None or said.expires_at - activation.expires_at > EXPIRY_LAG_SECONDS
    )
    return 0 <= now - written_at < WRITTEN_EVERY_SECONDS and not lags


def _tells_of(recovery: Recovery, new: Activation) -> bool:
    if not new.stated:
        return recovery.starts_at is None and recovery.received_at > new.received_at
    if recovery.starts_at is not None:
        return int(recovery.starts_at) == new.starts_at
    return recovery.ended_at >= new.starts_at
