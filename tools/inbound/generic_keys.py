"""The key of an alert whose sender is unknown: an id that stays the same, else the name of the check."""

from dataclasses import dataclass

from tools.inbound.fields import Fields
from tools.inbound.generic_fields import of_form
from tools.inbound.generic_names import BEGAN, CHANGED, RULES, STATES
from tools.inbound.labels import key_of_labels
from tools.inbound.words import state_of

_RESULTS = frozenset(("failed", "failure", "error", "success", "completed", "complete", "done"))


@dataclass(frozen=True, slots=True)
class Lasting:
    """An alert with an id that stays the same. `since` is its start, in epoch seconds."""

    key: str = ""
    since: float | None = None


def lasting(body: Fields) -> Lasting:
    """The object with a state, a start and a last change: its `id` is the alert's, not the message's.

    In an envelope, the object inside is the alert; the envelope's id and time differ for each message.
    """
    inside = [Fields(value) for value in body.raw.values() if isinstance(value, dict) and "id" in value]
    alerts = [each for each in inside if _has_state(each)] or ([] if inside and "data" in body else [body])
    found = [each for each in alerts if _has_state(each) and each.text("id") and _lasts(each)]
    if len(found) != 1:
        return Lasting()
    plain = found[0].lowered()
    return Lasting(found[0].text("id"), plain.time(*of_form(tuple(plain.raw), BEGAN)))


def _has_state(around: Fields) -> bool:
    word = around.text("status", "state")
    return state_of(word) is not None and word.lower() not in _RESULTS


def _lasts(around: Fields) -> bool:
    names = tuple(around.lowered().raw)
    return bool(of_form(names, BEGAN)) and bool(of_form(names, CHANGED))


def key_by_name(known: Fields, service: str, host: str, *, tells_state: bool) -> str:
    """A key for an alert without one: the name of the check, and its service and host; "" if it has no name.

    An end has other words than its start, so its text cannot find the alert. A failed run is no state that ends: the
    next run may fail for another reason.
    """
    tells_state = tells_state and _RESULTS.isdisjoint(known.text(name).lower() for name in STATES)
    rule = known.text(*RULES) or (known.text("name") if tells_state else "")
    if rule in ("true", "false") or not (tells_state or known.text("severity")):
        return ""
    is_named = rule or (tells_state and service and host)
    return key_of_labels({"rule": rule, "service": service, "host": host}) if is_named else ""
