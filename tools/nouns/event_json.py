"""Event data as plain JSON, for stored timelines and clients."""

from collections.abc import Mapping
from dataclasses import MISSING, fields

from tools.nouns.alert_events import Recovered, Recovering, Refired, StillFiring
from tools.nouns.decision_json import decision_from_json, decision_to_json
from tools.nouns.decisions import Late
from tools.nouns.event_kinds import EventData, EventKind
from tools.nouns.events import (
    Absorbed,
    Acknowledged,
    Advised,
    Amended,
    Changed,
    Comment,
    CountedLate,
    Cure,
    Escalated,
    Feedback,
    GivenBack,
    Joined,
    Merged,
    Opened,
    Regressed,
    Reopened,
    Resolved,
    SeveritySet,
    Split,
    SplitOff,
    Unresolved,
)
from tools.nouns.json_types import Json, Stored
from tools.nouns.redacted import NOTHING
from tools.nouns.severity import Severity

_TYPES: Mapping[EventKind, type[EventData]] = {
    each.kind: each
    for each in (
        Opened, Regressed, Reopened, CountedLate, Joined, Escalated, Merged, Absorbed, Split, SplitOff, Resolved,
        Acknowledged, Comment, Feedback, Advised, Recovering, Refired, Recovered, StillFiring, Amended, Unresolved,
        Changed, SeveritySet, GivenBack,
    )
}  # fmt: skip

_FIELDS = {
    found: tuple(
        (
            each.name,
            str(each.metadata.get("json", each.name)),
            each.default if each.metadata.get("optional") else MISSING,
        )
        for each in fields(found)
    )
    for found in _TYPES.values()
}
"""For each type: each field's name, its name in JSON, and the value that JSON omits."""


def event_to_json(data: EventData) -> Json:
    """An event's data as plain JSON, with its stored and sent names."""
    if isinstance(data, Joined):
        return ({"request_id": data.request_id} if data.request_id else {}) | decision_to_json(data.decision)
    stored = {}
    for name, stored_name, left_out in _FIELDS[type(data)]:
        value = getattr(data, name)
        if value != left_out:
            stored[stored_name] = value.name if isinstance(value, Severity) else value
    return stored


def event_from_json(kind: str, stored: Stored) -> EventData:
    """The inverse. Raises ValueError for an unknown kind."""
    named = EventKind(kind)
    if named is EventKind.JOINED:
        return Joined(decision_from_json(stored), stored.get("request_id", ""))
    if named is EventKind.LATE:
        return CountedLate(stored["request_id"], Late(stored["why"]), stored["event_at"])
    if named is EventKind.ESCALATED:
        return Escalated(Severity[stored["from"]], Severity[stored["to"]], stored.get("request_id", ""))
    if named is EventKind.SEVERITY_SET:
        return SeveritySet(Severity[stored["from"]], Severity[stored["to"]], stored.get("reason", NOTHING))
    if named is EventKind.RESOLVED:
        return resolved_from_json(stored)
    found = _TYPES[named]
    return found(**{name: stored[stored_name] for name, stored_name, _ in _FIELDS[found] if stored_name in stored})


def resolved_from_json(stored: Stored) -> Resolved:
    """The data of a `resolved` event; older builds had no recoveries and stored no kind."""
    said = {name: value for name, value in stored.items() if name != "kind"}
    return Resolved(**said, cure=Cure(stored.get("kind", Cure.FIXED)))
