"""Events' data as plain JSON: what the timeline stores and what clients read."""

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any

from tools.nouns.decision_json import decision_from_json, decision_to_json
from tools.nouns.decisions import Late
from tools.nouns.events import (
    Absorbed,
    Acknowledged,
    Advised,
    Comment,
    CountedLate,
    Escalated,
    EventData,
    EventKind,
    Feedback,
    Joined,
    Merged,
    Opened,
    Regressed,
    Reopened,
    Resolved,
    Split,
    SplitOff,
)
from tools.nouns.severity import Severity

_TYPES: Mapping[EventKind, type[EventData]] = {
    each.kind: each
    for each in (
        Opened, Regressed, Reopened, CountedLate, Joined, Escalated, Merged, Absorbed, Split, SplitOff, Resolved,
        Acknowledged, Comment, Feedback, Advised,
    )
}  # fmt: skip


def event_to_json(data: EventData) -> dict[str, Any]:
    """Plain JSON types under the names that are stored and sent."""
    if isinstance(data, Joined):
        return ({"request_id": data.request_id} if data.request_id else {}) | decision_to_json(data.decision)
    said = ((each, getattr(data, each.name)) for each in fields(data))
    return {
        _name(each): value.name if isinstance(value, Severity) else value
        for each, value in said
        if not (each.metadata.get("optional") and value == each.default)
    }


def event_from_json(kind: str, stored: Mapping[str, Any]) -> EventData:
    """The inverse. Raises ValueError for a kind that this program does not know."""
    named = EventKind(kind)
    if named is EventKind.JOINED:
        return Joined(decision_from_json(stored), stored.get("request_id", ""))
    if named is EventKind.LATE:
        return CountedLate(stored["request_id"], Late(stored["why"]), stored["event_at"])
    if named is EventKind.ESCALATED:
        return Escalated(Severity[stored["from"]], Severity[stored["to"]], stored.get("request_id", ""))
    found = _TYPES[named]
    return found(**{each.name: stored[_name(each)] for each in fields(found) if _name(each) in stored})


def resolved_from_json(stored: Mapping[str, Any]) -> Resolved:
    """How a ticket was closed, as its `resolved` event says it."""
    return Resolved(**stored)


def _name(each: Field[Any]) -> str:
    return str(each.metadata.get("json", each.name))
