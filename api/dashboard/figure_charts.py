"""The data for the chart script: columns of numbers, in an attribute of the chart's element."""

from dataclasses import dataclass
from typing import Any

import orjson

from tools.nouns.figures import Summary


@dataclass(frozen=True, slots=True)
class Charts:
    """Each chart is JSON: the time zone, the names of the lines, and the columns, the first of which holds times."""

    reports: str
    incidents: str


def charts_of(found: Summary) -> Charts:
    """The charts of a summary's buckets."""
    starts = [each.start for each in found.buckets]
    counts = [each.counts for each in found.buckets]
    reports = [each.reports for each in counts]
    new = [each.incidents - each.regressions for each in counts]
    back = [each.regressions for each in counts]
    done = [each.fixed + each.recovered for each in found.buckets]
    zone = found.query.zone
    return Charts(
        _chart(zone, ["Reports"], [starts, reports]),
        _chart(zone, ["New problems", "Regressions", "Resolved"], [starts, new, back, done]),
    )


def _chart(zone: str, names: list[str], columns: list[list[Any]]) -> str:
    return orjson.dumps({"zone": zone, "names": names, "columns": columns}).decode()
