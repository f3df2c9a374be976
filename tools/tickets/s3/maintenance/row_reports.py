"""Occurrences from the rows of an embedded store: flushes on the generation that shows them, with claims or notes."""

import asyncio
import base64
import json
from collections import defaultdict
from collections.abc import Iterator

import orjson

from tools.ids import numbered_ulid
from tools.nouns.decision_json import decision_to_json
from tools.rules import decisions
from tools.tickets.s3.maintenance.row_alerts import Row, Tables
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import READ_AHEAD
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.recording.batches import MAX_FLUSH
from tools.tickets.s3.recording.claims import minute_of
from tools.tickets.shared.stored_reports import RULES_READ

Group = list[tuple[Row, Occurrence]]


async def import_reports(parts: Parts, tables: Tables) -> None:
    """Write every occurrence where it is shown now, in the sequence order of the other store."""
    tickets = {row["id"]: row for row in tables["tickets"]}
    waiting = []
    for shown_on, group in _groups(tables):
        waiting.append(_write(parts, tickets[shown_on], group))
        if len(waiting) == READ_AHEAD:
            await asyncio.gather(*waiting)
            waiting = []
    await asyncio.gather(*waiting)


def _groups(tables: Tables) -> Iterator[tuple[str, Group]]:
    """(ticket, its occurrences, at most as many as one flush holds)."""
    moved = {
        row["occurrence"]: row["ticket"] for row in sorted(tables["regroupings"], key=lambda each: int(each["seq"]))
    }
    versions = {(row["tenant"], row["fingerprint"]): json.loads(row["profile"])["version"] for row in tables["aliases"]}
    groups: dict[str, Group] = defaultdict(list)
    for row in sorted(tables["occurrences"], key=lambda each: int(each["seq"])):
        shown_on = str(moved.get(row["seq"], row["ticket"]))
        groups[shown_on].append((row, _occurrence(row, versions[row["tenant"], row["fingerprint"]])))
        if len(groups[shown_on]) == MAX_FLUSH:
            yield shown_on, groups.pop(shown_on)
    yield from groups.items()


async def _write(parts: Parts, ticket: Row, group: Group) -> None:
    """Write one flush, and for each report a claim or a journal line that leads to it."""
    tenant, lineage, reports = ticket["tenant"], ticket["lineage"], [report for _, report in group]
    flush = _flush(group[0][0])
    await parts.occurrences.write(tenant, lineage, flush, ticket["generation"], reports)
    minutes = {each.request_id: minute_of(each.request_id) for each in reports}
    for minute in set(minutes.values()) - {None}:
        await parts.objects.put(keys.journal(tenant, minute or 0) + f"{flush}.{lineage}", b"")
    for each in reports:
        if minutes[each.request_id] is None:
            claim = {"flush": flush, "lineage": lineage, "at": each.received_at, "done": True}
            await parts.objects.create(keys.claim(tenant, each.request_id), orjson.dumps(claim))


def _flush(first: Row) -> str:
    """A flush id sorted by time and, within a millisecond, by sequence number; a repeated import makes the same id."""
    return numbered_ulid(first["received_at"], int(first["seq"]))


def _occurrence(row: Row, version: int) -> Occurrence:
    """The occurrence as the other store means it: a plain exact hit stores no decision."""
    plain = decision_to_json(decisions.plain(version, row["ticket"]))
    return Occurrence(
        **{name: row[name] for name in (*RULES_READ, "ticket")},
        stored_decision=plain if row["decision"] is None else json.loads(row["decision"]),
        body=None if row["body"] is None else orjson.loads(base64.b64decode(row["body"]["base64:"])),
    )
