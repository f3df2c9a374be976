"""The seals of timelines, written with the head that an event is added to."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.shared.sealing import Seal
from tools.tickets.shared.timelines import Line, run_on, run_over


def seal_events(lineage: Lineage, seal: Seal) -> None:
    """Take the events that were added since the last time into the head's seal, before any are moved out of it."""
    if not lineage.timeline or not seal.is_newest(lineage.timeline):
        lineage.timeline, lineage.sealed_upto = "", 0
        lineage.sealed_from = lineage.events[0]["seq"] if lineage.events else 0
    for event in lineage.events:
        if event["seq"] > lineage.sealed_upto:
            lineage.timeline = run_on(seal, lineage.timeline, line_of(event))
            lineage.sealed_upto = event["seq"]


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
