"""Destinations and routes, formatted for commands: tables for people, plain JSON for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from rich.markup import escape
from rich.table import Table

from api.acts.destinations import DestinationCheck, RouteExplanation
from api.console import console, print_rows
from tools.nouns.json_types import Json
from tools.nouns.routes import Match, Route
from tools.nouns.severity import Severity
from tools.routing.configuration import OLDER_WEBHOOK, Configuration
from tools.routing.places import place_of
from tools.rules.routes import Step

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Row:
    """One destination, without secrets. `hears` says which routes lead there."""

    name: str
    type: str
    place: str
    hears: str


def listed(found: Configuration, older_webhook: str | None = None) -> list[Row]:
    """Return all destinations that are set up; `older_webhook` is the address in NOTIFY_WEBHOOK_URL."""
    rows = [Row(each.name, each.type, place_of(each), _hears(each.name, found.routes)) for each in found.specs]
    if older_webhook is not None:
        rows.append(Row(OLDER_WEBHOOK, "NOTIFY_WEBHOOK_URL", str(urlsplit(older_webhook).hostname), EVERYTHING))
    return rows


def described(row: Row) -> Json:
    """Return a destination as JSON."""
    return {"name": row.name, "type": row.type, "place": row.place, "hears": row.hears}


def print_destinations(rows: Sequence[Row]) -> None:
    """Print the destinations as a table."""
    if not rows:
        console.print(
            "No destination is set up: each notice is one line in the log. Set DESTINATIONS_FILE, or "
            "SLACK_BOT_TOKEN and SLACK_CHANNEL, SLACK_WEBHOOK_URL or PAGERDUTY_ROUTING_KEY."
        )
        return
    table = Table("name", "type", "where", "hears")
    for each in rows:
        table.add_row(each.name, each.type, escape(each.place), each.hears)
    print_rows(table)


def checked(found: DestinationCheck) -> Json:
    """Return the result of a check as JSON."""
    outcome = found.outcome
    return {"name": found.name, "works": found.works, "outcome": outcome.kind.value, "reason": outcome.reason}


def print_checked(found: Sequence[DestinationCheck]) -> None:
    """Print one line per check."""
    for each in found:
        said = "ok" if each.works else f"{each.outcome.kind.value}: {each.outcome.reason}"
        console.print(f"{each.name}: {said}", markup=False, highlight=False, soft_wrap=True)
    if not found:
        console.print("No destination is set up.")


def explained(found: RouteExplanation) -> Json:
    """Return the explanation as JSON."""
    said = found.message
    labels = {str(name): str(value) for name, value in said.labels}
    asked = {"tenant": said.tenant, "service": said.service, "environment": said.environment, "labels": labels}
    return {
        "message": asked | {"kind": said.kind.value, "severity": said.severity.name, "incident_id": said.incident_id},
        "routes": [_step_json(step) for step in found.steps],
        "told": list(found.told),
        "leave_out": list(found.leave_out),
    }


def print_explained(found: RouteExplanation) -> None:
    """Print the message, the result of each route, and who would be notified."""
    said = found.message
    labels = " ".join(f"{name}={value}" for name, value in said.labels)
    lines = [f"{said.kind.value} {said.severity.name} {said.service}/{said.environment} {labels}".rstrip()]
    lines += [f"  route {number} (line {step.route.line}): {_word(step)}" for number, step in enumerate(found.steps, 1)]
    if not found.steps:
        lines.append("  no routes: every destination hears everything")
    lines += [f"  {name} has no use for {said.kind.value}" for name in found.leave_out]
    lines.append(f"told: {', '.join(found.told) or 'nobody'}")
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _word(step: Step) -> str:
    route = step.route
    if not step.reached:
        return "not reached: an earlier route ended the search"
    if step.differs:
        return f"does not match: {step.differs}"
    to = ", ".join(route.to) or "nobody"
    waits = ""
    if route.unacknowledged_after is not None:
        waits = f"; unacknowledged after {route.unacknowledged_after:.0f} s: {', '.join(route.escalate_to)}"
    return f"matches, goes to {to}{waits}" + ("; goes on" if route.goes_on else "")


def _step_json(step: Step) -> Json:
    route = step.route
    return {
        "line": route.line,
        "match": _match_json(route.match),
        "reached": step.reached,
        "differs": step.differs or None,
        "to": list(route.to),
        "unacknowledged_after": route.unacknowledged_after,
        "escalate_to": list(route.escalate_to),
        "continue": route.goes_on,
    }


def _match_json(match: Match) -> Json:
    severities = [each.name for each in Severity if each in match.severities]
    found = {
        "tenant": list(match.tenant), "service": list(match.service), "environment": list(match.environment),
        "severity": severities, "kind": sorted(each.value for each in match.kinds),
        "labels": {name: list(globs) for name, globs in match.labels},
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _hears(name: str, routes: Sequence[Route]) -> str:
    """Return the numbers of the routes that lead there, counted from 1."""
    if not routes:
        return EVERYTHING
    led = [str(number) for number, each in enumerate(routes, 1) if name in each.to]
    waits = [str(number) for number, each in enumerate(routes, 1) if name in each.escalate_to]
    words = [f"route {', '.join(led)}"] if led else []
    words += [f"unacknowledged of route {', '.join(waits)}"] if waits else []
    return "; ".join(words) or "nothing: no route leads here"
