"""Imports the rows of an embedded store's export as objects, for a team that has outgrown one machine."""

import json
from collections import defaultdict
from typing import Any

import orjson

from tools.nouns.accounts import AuditLine
from tools.text.identity.profiles import profile_from_json, profile_to_json
from tools.tickets.s3.maintenance.join_audit import join_audit
from tools.tickets.s3.maintenance.row_alerts import Row, Tables, import_alerts
from tools.tickets.s3.maintenance.row_heads import heads_of
from tools.tickets.s3.maintenance.row_reports import import_reports
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.heads import paged
from tools.tickets.s3.problem.timelines import seal_events

PIN = "pin"


async def import_rows(parts: Parts, lines: list[tuple[str, Any]]) -> None:
    """Write everything in the rows. Heads come last, because a bucket without heads still counts as empty."""
    tables: Tables = defaultdict(list)
    for table, row in lines:
        tables[table].append(row)
    await import_reports(parts, tables)
    await _aliases(parts, tables)
    for row in sorted(tables["constraints"], key=lambda each: int(each["seq"])):
        said = {"kind": row["kind"], "actor": row["actor"], "at": 0.0}
        await parts.objects.put(keys.constraint(row["tenant"], row["low"], row["high"]), orjson.dumps(said))
    await join_audit(parts, _audit_lines(tables["audit"]))
    await _runbooks(parts, tables)
    for row in tables["meta"]:
        if row["key"] == "embedder":
            await parts.objects.create("meta/embedder", row["value"].encode())
    await import_alerts(parts, tables)
    for row in tables["tickets"]:
        if row["dossier"] is not None:
            await parts.objects.create(keys.advice(row["tenant"], row["id"], 1), row["dossier"].encode())
    for head in heads_of(tables):
        seal_events(head, parts.seal)
        for number, page in paged(head):
            await parts.objects.put(keys.event_page(head.tenant, head.id, number), orjson.dumps(page))
        await parts.heads.help(head)


async def _aliases(parts: Parts, tables: Tables) -> None:
    pins = defaultdict(list)
    for row in sorted(tables["pins"], key=lambda each: int(each["seq"])):
        pins[row["tenant"], row["fingerprint"]].append((row["position"], row["value"], row["derived"]))
    now, ordered = parts.clock(), sorted(tables["aliases"], key=lambda each: int(each["seq"]))
    for place, row in enumerate(ordered):
        profile = profile_from_json(json.loads(row["profile"]))
        named = ("tenant", "fingerprint", "lineage", "home", "service", "environment", "origin")
        alias = Alias(
            **{name: row[name] for name in named},
            profile=profile_to_json(profile),
            claimed_by="",
            vector=row["vector"]["base64:"] if row["vector"] else "",
            pins=pins[row["tenant"], row["fingerprint"]],
        )
        await parts.aliases.claim(alias.tenant, alias)
        if row["origin"] != PIN:
            # One millisecond apart, in the past: skeletons are compared in the order of their names.
            at = now - (len(ordered) - place) / 1000
            await parts.skeletons.remember(alias.tenant, alias.service, profile, at)


def _audit_lines(rows: list[Row]) -> list[AuditLine]:
    """The lines with their digests, so that changes made before the export stay visible."""
    names = ("seq", "at", "tenant", "actor", "action", "subject", "detail", "digest")
    ordered = sorted(rows, key=lambda each: int(each["seq"]))
    return [AuditLine(**{name: row[name] for name in names}) for row in ordered]


async def _runbooks(parts: Parts, tables: Tables) -> None:
    sections = defaultdict(list)
    for row in sorted(tables["sections"], key=lambda each: int(each["position"])):
        sections[row["tenant"], row["runbook"]].append([json.loads(row["section"]), row["vector"]["base64:"]])
    for row in tables["runbooks"]:
        named = {name: row[name] for name in ("title", "text", "source", "digest", "url")}
        document = {
            "runbook": {"runbook_id": row["id"], **named},
            "sections": sections[row["tenant"], row["id"]],
            "hidden": bool(row["hidden"]),
        }
        await parts.objects.put(keys.runbook(row["tenant"], row["id"]), orjson.dumps(document))
    for tenant in {row["tenant"] for row in tables["runbooks"]}:
        version = sum(row["tenant"] == tenant for row in tables["runbooks"])
        await parts.objects.put(keys.runbook_version(tenant), str(version).encode())
