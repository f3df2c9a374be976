"""What an export of either store holds of one tenant, read by plain loops that share nothing with the product."""

import json
import zlib
from base64 import b64decode
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass
class Ticket:
    """One generation."""

    id: str
    root: str
    service: str
    environment: str
    severity: int
    status: str
    regression: bool
    resolution: Row | None
    resolved_at: float | None
    first_seen: float
    acknowledged: list[float] = field(default_factory=list)


@dataclass
class Exported:
    """What an export holds of one tenant."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    reports: list[tuple[float, str, str]] = field(default_factory=list)
    """(when, service, environment)."""
    acts: list[tuple[str, float, str, str, bool]] = field(default_factory=list)
    """(kind, when, service, environment, helpful) by people."""


def exported(path: Path, tenant: str) -> Exported:
    """Read a file."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows = lines[1:-1]
    return _of_rows(rows, tenant) if lines[0]["format"] == "incident-responder-export" else _of_objects(rows, tenant)


def _of_rows(rows: list[tuple[str, Row]], tenant: str) -> Exported:
    """An export of the embedded store: a line per row of a table."""
    tables = defaultdict[str, list[Row]](list)
    for table, row in rows:
        if row.get("tenant", tenant) == tenant:
            tables[table].append(row)
    found = Exported()
    for row in tables["tickets"]:
        resolution = json.loads(row["resolution"]) if row["resolution"] else None
        found.tickets[row["id"]] = Ticket(
            row["id"], row["lineage"], row["service"], row["environment"], row["severity"], row["status"],
            row["regression_of"] is not None, resolution, row["resolved_at"], row["first_seen"],
        )  # fmt: skip
    shown = {row["seq"]: row["ticket"] for row in tables["occurrences"]}
    for row in sorted(tables["regroupings"], key=lambda each: each["seq"]):
        if row["occurrence"] in shown:
            shown[row["occurrence"]] = row["ticket"]
    seen = defaultdict[str, list[float]](list)
    for row in tables["occurrences"]:
        at = row["received_at"] if row["event_at"] is None else row["event_at"]
        seen[shown[row["seq"]]].append(at)
    _see(found, seen, {row["id"]: row["merged_into"] for row in tables["tickets"]})
    _tell(
        found,
        [(row["ticket"], row["kind"], row["at"], row["actor"], json.loads(row["data"])) for row in tables["events"]],
    )
    return found


def _of_objects(rows: list[tuple[str, str]], tenant: str) -> Exported:
    """An export of a bucket: a line per object."""
    texts = dict(rows)
    heads: dict[str, Row] = {
        name.rpartition("/")[2]: json.loads(body) for name, body in rows if name.startswith("head/")
    }
    heads = {name: head for name, head in heads.items() if head["tenant"] == tenant}
    found, seen = Exported(), defaultdict[str, list[float]](list)
    for name, head in heads.items():
        for ticket in [] if head["became"] else head["tickets"]:
            found.tickets[ticket["id"]] = Ticket(
                ticket["id"], name, head["service"], head["environment"], ticket["severity"], ticket["status"],
                ticket["regression_of"] is not None, ticket["resolution"], ticket["resolved_at"], ticket["opened_at"],
            )  # fmt: skip
        numbers = {str(ticket["number"]): ticket["id"] for ticket in head["tickets"]}
        for number, at in _placed(texts | _logged(name, head), name).values():
            if number != "0":
                seen[numbers[number]].append(at)
    _see(found, seen, _merged_into(heads))
    pages = [json.loads(body) for name, body in rows if name.startswith("event/") and name.split("/")[-2] in heads]
    events = [event for each in (*pages, *(head["events"] for head in heads.values())) for event in each]
    _tell(found, [(each["ticket"], each["kind"], each["at"], each["actor"], each["data"]) for each in events])
    return found


def _logged(lineage: str, head: Row) -> dict[str, str]:
    """What a head holds of its own reports, under the names that they would have in the folder."""
    commits = (head.get("log") or {}).get("commits", [])
    return {
        f"occurrence/../{lineage}/{each['name']}": zlib.decompress(b64decode(each["body"])).decode() for each in commits
    }


def _placed(texts: dict[str, str], lineage: str) -> dict[str, tuple[str, float]]:
    """By request id, the generation of a lineage that a report is on now ("0": none), and when it happened."""
    names = [name for name in texts if name.startswith("occurrence/") and name.split("/")[-2] == lineage]
    found: dict[str, tuple[str, float]] = {}
    # Moves come after what they move, whatever the clocks said.
    for name in sorted(names, key=lambda each: (each.rpartition("/")[2].split("_")[3] != "0", each)):
        for report in json.loads(texts[name]):
            at = report["received_at"] if report["event_at"] is None else report["event_at"]
            found[report["request_id"]] = name.rpartition("/")[2].split("_")[1], at
    return found


def _merged_into(heads: dict[str, Row]) -> dict[str, str | None]:
    into: dict[str, str | None] = {}
    for name, head in heads.items():
        for other, ticket_id in head["absorbed"].items():
            if other in heads and heads[other]["into"] == name and not heads[other]["became"]:
                into[heads[other]["tickets"][-1]["id"]] = ticket_id
    return into


def _see(found: Exported, seen: dict[str, list[float]], into: dict[str, str | None]) -> None:
    """Give each ticket its first report, those of all that was merged into it included."""
    for ticket_id, times in seen.items():
        own = found.tickets[ticket_id]
        found.reports += [(at, own.service, own.environment) for at in times]
    families = {ticket_id: list(seen.get(ticket_id, [])) for ticket_id in found.tickets}
    for ticket_id in found.tickets:
        root = into.get(ticket_id)
        while root is not None:
            families[root] += seen.get(ticket_id, [])
            root = into.get(root)
    for ticket_id, times in families.items():
        if times:
            found.tickets[ticket_id].first_seen = min(times)


def _tell(found: Exported, events: list[tuple[str, str, float, str, Row]]) -> None:
    for ticket_id, kind, at, actor, data in events:
        if kind == "acknowledged":
            found.tickets[ticket_id].acknowledged.append(at)
        elif kind in ("feedback", "merged", "split") and actor != "system" and not actor.startswith("system:"):
            own = found.tickets[ticket_id]
            found.acts.append((kind, at, own.service, own.environment, bool(data.get("helpful"))))
