"""The seals of timelines, written with the head that an event is added to."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.shared.sealing import Seal
from tools.tickets.shared.timelines import Line, may_renew, run_on, run_over


def seal_events(lineage: Lineage, seal: Seal) -> None:
    """Extend the head's seal with the new events, before any of them leave the head.

    A seal of an older key continues with that key, so that a forgery under it stays visible. A seal of an unknown key
    cannot be checked: it stays as it is, and `verify` reports it.
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
    """Seal a timeline with the newest key, if its older seal, or the lack of one, is right; else leave it.

    `moved` are the events in objects of their own, oldest first; `began`: since when all seals have a key.
    """
    events = [event for event in (*moved, *lineage.events) if event["seq"] <= lineage.sealed_upto]
    lines = covered(lineage, events)
    if may_renew(lineage.timeline, lines, seal, began):
        lineage.timeline = run_over(seal, lines)


def has_lost_its_seal(before: Lineage, moved: Sequence[Mapping[str, Any]], seal: Seal, began: float | None) -> bool:
    """Return True for a timeline that has no seal but has events newer than `began`: it must not get a new seal."""
    return not may_renew("", [line_of(event) for event in (*moved, *before.events)], seal, began)


def seal_again(lineage: Lineage, moved: Sequence[Mapping[str, Any]], seal: Seal) -> None:
    """Seal all events again. `moved` are those in objects of their own, oldest first."""
    events = [*moved, *lineage.events]
    lineage.timeline = run_over(seal, [line_of(event) for event in events])
    lineage.sealed_from, lineage.sealed_upto = (events[0]["seq"], events[-1]["seq"]) if events else (0, 0)


def covered(lineage: Lineage, events: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The events of the lineage that the seal covers."""
    return [line_of(event) for event in events if event["seq"] >= lineage.sealed_from]


def line_of(event: Mapping[str, Any]) -> Line:
    """An event of a head in the format that is sealed."""
    data = orjson.dumps(event["data"], option=orjson.OPT_SORT_KEYS).decode()
    return Line(event["ticket"], event["at"], event["kind"], event["actor"], data)
