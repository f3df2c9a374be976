"""The seals of timelines, written with the head that an event is added to."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.shared.sealing import Seal
from tools.tickets.shared.timelines import Line, may_renew, run_on, run_over


def seal_events(lineage: Lineage, seal: Seal) -> None:
    """Take the events that were added since the last time into the head's seal, before any are moved out of it.

    A seal of an older key runs on with that key: what was forged under it stays seen. Of a key that is not ours
    nothing can be said, so its seal stays as it is, and `verify` names it.
    """
    if not lineage.timeline:
        lineage.sealed_upto = 0
        lineage.sealed_from = lineage.events[0]["seq"] if lineage.events else 0
    same = seal if not is_older(lineage, seal) else seal.like(lineage.timeline)
    if same is None:
        return
    for event in lineage.events:
        if event["seq"] > lineage.sealed_upto:
            lineage.timeline = run_on(same, lineage.timeline, line_of(event))
            lineage.sealed_upto = event["seq"]


def is_older(lineage: Lineage, seal: Seal) -> bool:
    """True if the timeline has a seal that the newest key did not make."""
    return bool(lineage.timeline) and not seal.is_newest(lineage.timeline)


def renew(lineage: Lineage, moved: Sequence[Mapping[str, Any]], seal: Seal, began: float | None) -> None:
    """Seal with the newest key what an older one sealed, or none, if it is as it was sealed; else leave the older seal.

    `moved` are the events in objects of their own, the oldest first; `began`: since when all seals have a key.
    """
    events = [event for event in (*moved, *lineage.events) if event["seq"] <= lineage.sealed_upto]
    lines = covered(lineage, events)
    if may_renew(lineage.timeline, lines, seal, began):
        lineage.timeline = run_over(seal, lines)


def has_lost_its_seal(before: Lineage, moved: Sequence[Mapping[str, Any]], seal: Seal, began: float | None) -> bool:
    """Return True for a timeline without a seal that has events of a time when all were sealed: it gets none again."""
    return not may_renew("", [line_of(event) for event in (*moved, *before.events)], seal, began)


def seal_again(lineage: Lineage, moved: Sequence[Mapping[str, Any]], seal: Seal) -> None:
    """Seal all events anew; `moved` are those that stand in objects of their own, the oldest first."""
    events = [*moved, *lineage.events]
    lineage.timeline = run_over(seal, [line_of(event) for event in events])
    lineage.sealed_from, lineage.sealed_upto = (events[0]["seq"], events[-1]["seq"]) if events else (0, 0)


def covered(lineage: Lineage, events: Sequence[Mapping[str, Any]]) -> list[Line]:
    """What the seal covers of all events of the lineage."""
    return [line_of(event) for event in events if event["seq"] >= lineage.sealed_from]


def line_of(event: Mapping[str, Any]) -> Line:
    """An event of a head as it is sealed."""
    data = orjson.dumps(event["data"], option=orjson.OPT_SORT_KEYS).decode()
    return Line(event["ticket"], event["at"], event["kind"], event["actor"], data)
