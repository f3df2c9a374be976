"""Checks the dashboard: `python deploy/grafana/check.py`. Needs promql-parser. Prints what is wrong; exit code 1 then.

Whether its metrics exist is a test's business: it knows what the product serves.
"""

import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser

DASHBOARD = Path(__file__).parent / "dashboard.json"
KINDS = {"row", "stat", "timeseries", "table"}
COLUMNS = 24
# What Grafana puts in before it asks; each becomes something that parses.
VARIABLES = {"$__rate_interval": "5m", "$__range": "6h", "$job": "incident-responder"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands, in cells of the grid."""

    x: int
    y: int
    w: int
    h: int

    def meets(self, other: "Place") -> bool:
        """True if both cover a cell."""
        beside = self.x + self.w <= other.x or other.x + other.w <= self.x
        return not beside and not (self.y + self.h <= other.y or other.y + other.h <= self.y)


def queries(dashboard: dict[str, Any]) -> list[str]:
    """Every query, with Grafana's variables put in."""
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    asked += [each["expr"] for each in dashboard["annotations"]["list"]]
    return [_filled_in(query) for query in asked]


def problems(dashboard: dict[str, Any]) -> Iterator[str]:
    """What is wrong, in words."""
    panels = dashboard["panels"]
    for number, count in Counter(panel["id"] for panel in panels).items():
        if count > 1:
            yield f"{count} panels have the id {number}"
    for title, count in Counter((panel["type"], panel["title"]) for panel in panels).items():
        if count > 1 and title[0] == "row":
            yield f"{count} rows are called {title[1]}"
    for panel in panels:
        yield from _problems_of(panel)
    places = [(panel["title"], Place(**panel["gridPos"])) for panel in panels]
    for (title, place), (other_title, other) in itertools.combinations(places, 2):
        if place.meets(other):
            yield f"the panels {title} and {other_title} overlap"
    for query in queries(dashboard):
        yield from _problems_of_query(query)


def _problems_of(panel: dict[str, Any]) -> Iterator[str]:
    name = panel["title"]
    if panel["type"] not in KINDS:
        yield f"{name}: a panel of the kind {panel['type']}"
    if panel["gridPos"]["x"] + panel["gridPos"]["w"] > COLUMNS:
        yield f"{name}: wider than the dashboard"
    if panel["type"] != "row" and not (panel.get("targets") and panel.get("description")):
        yield f"{name}: asks nothing, or does not say what it shows"
    for ref, count in Counter(target["refId"] for target in panel.get("targets", [])).items():
        if count > 1:
            yield f"{name}: {count} queries are called {ref}"


def _problems_of_query(query: str) -> Iterator[str]:
    if "$" in query:
        yield f"a variable that the dashboard does not have: {query}"
    try:
        promql_parser.parse(query)
    except ValueError as error:
        yield f"{error}: {query}"


def _filled_in(query: str) -> str:
    for variable, value in VARIABLES.items():
        query = query.replace(variable, value)
    return query


def main() -> None:
    """Print what is wrong."""
    found = list(problems(json.loads(DASHBOARD.read_text(encoding="utf-8"))))
    print("\n".join(found) or "the dashboard is in order")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
