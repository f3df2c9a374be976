"""Heads from the rows of an embedded store: its tickets, events and jobs, grouped by lineage."""

import json
from collections import defaultdict

from tools.nouns.decisions import Verdict
from tools.nouns.event_kinds import RETURNS, EventKind
from tools.nouns.jobs import JobKind, NewJob, job_from_json
from tools.tickets.s3.maintenance.row_alerts import Row, Tables, keep_alerts
from tools.tickets.s3.problem.head_changes import enqueue
from tools.tickets.s3.problem.lineage import Lineage, Ticket


def heads_of(tables: Tables) -> list[Lineage]:
    """Return one head per lineage, with everything about the problem that can change."""
    generations: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(tables["tickets"], key=lambda each: int(each["generation"])):
        generations[row["lineage"]].append(row)
    lineages = {row["id"]: row["lineage"] for row in tables["tickets"]}
    heads = {name: _head(name, rows) for name, rows in generations.items()}
    for row in tables["tickets"]:
        if row["merged_into"] is not None:
            winner = lineages[row["merged_into"]]
            heads[row["lineage"]].into = winner
            heads[winner].absorbed[row["lineage"]] = row["merged_into"]
    for row in sorted(tables["aliases"], key=lambda each: int(each["seq"])):
        heads[row["home"]].fingerprints.append(row["fingerprint"])
    for row in sorted(tables["events"], key=lambda each: int(each["seq"])):
        _happened(heads[lineages[row["ticket"]]], row)
    for row in sorted(tables["revisions"], key=lambda each: int(each["seq"])):
        heads[lineages[row["ticket"]]].one(row["ticket"]).revisions.append(json.loads(row["resolution"]))
    keep_alerts(tables, heads, lineages)
    for row in sorted(tables["outbox"], key=lambda each: int(each["seq"])):
        _queue(heads[lineages[row["ticket"]]], row)
    return list(heads.values())


def _head(name: str, rows: list[Row]) -> Lineage:
    first = rows[0]
    tickets = [_ticket(row) for row in rows]
    return Lineage(name, first["tenant"], first["service"], first["environment"], tickets, announcement_made=True)


def _ticket(row: Row) -> Ticket:
    same = ("id", "severity", "title", "release", "status", "regression_of", "merged_into", "pending")
    return Ticket(
        **{name: row[name] for name in (*same, "resolved_at", "fixed_release")},
        reported=row.get("reported"),  # like the labels below, missing in exports of an older build
        number=row["generation"],
        opened_at=row["first_seen"],
        grown=max(1, row["occurrences"]),
        flapping=bool(row["flapping"]),
        advice=int(row["dossier"] is not None),
        resolution=None if row["resolution"] is None else json.loads(row["resolution"]),
        labels=json.loads(row.get("labels", "{}")),
    )


def _happened(head: Lineage, row: Row) -> None:
    """Store an event under its number; resolves and recurrences are read from events."""
    data = json.loads(row["data"])
    head.version = row["seq"]
    head.events.append({name: row[name] for name in ("seq", "ticket", "at", "kind", "actor")} | {"data": data})
    ticket = head.ticket(row["ticket"])
    if row["kind"] in (EventKind.RESOLVED, EventKind.RECOVERED) and ticket is not None:
        ticket.closed_at = row["at"]
    if row["kind"] in RETURNS:
        head.refires.append(data["event_at"])


def _queue(head: Lineage, row: Row) -> None:
    """Add a job with its order and its attempts. Leases of the other store have ended."""
    payload = json.loads(row["payload"])
    queued_at = payload.get("at", head.one(row["ticket"]).opened_at)
    job = job_from_json("", head.tenant, row["ticket"], row | {"payload": payload})
    verdict = Verdict(payload["verdict"]) if job.kind is JobKind.ADVISE else None
    queued = NewJob(job.kind, job.request_id, job.fingerprint, job.notice, verdict, timer=job.timer)
    enqueue(head, row["ticket"], queued, queued_at)
    imported = head.jobs[next(reversed(head.jobs))]
    imported.attempts, imported.error = row["attempts"], row["error"]
