"""The ticket list, answered from object names alone."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from tools.nouns.incidents import IncidentQuery, Status
from tools.nouns.severity import Severity
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects

BEHIND_ALL = "~"
"""Sorts after every name of a folder."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One name of the list, parsed."""

    newest_first: str
    incident_id: str
    status: str
    severity: int
    lineage: str
    service: str


async def matching(objects: Objects, tenant: str, query: IncidentQuery) -> list[Listed]:
    """All names that match status, service and severity, newest first.

    Every ticket is a name in the folder of its status. A change of status writes the new name before the head, so a
    ticket may briefly have two names; it counts once.
    """
    wanted = [query.status] if query.status else list(Status)
    wanted = [each for each in wanted if each.live or not query.live]
    folders = await asyncio.gather(*(_folder(objects, tenant, each.value) for each in wanted))
    names = {name.incident_id: name for folder in folders for name in folder if _passes(name, query)}
    return sorted(names.values(), key=lambda name: name.newest_first)


async def beginning_so(objects: Objects, tenant: str, status: Status, beginning: str, limit: int) -> list[str]:
    """At most `limit` ids in a status's folder that start with `beginning`. Names start with the mirrored id."""
    mirrored, found = keys.newest_first(beginning), list[str]()
    async for each in objects.names(keys.listing(tenant, status.value) + mirrored):
        found.append(keys.from_newest_first(mirrored + each.name.partition(".")[0]))
        if len(found) == limit:
            break
    return found


async def live_tickets(objects: Objects) -> dict[tuple[Status, Severity], int]:
    """The number of live tickets of all tenants, counted from names.

    Folders of tickets that are not live are skipped.
    """
    found: dict[str, tuple[Status, Severity]] = {}
    after: str | None = ""
    while after is not None:
        after = await _live_behind(objects, after, found)
    return dict(Counter(found.values()))


async def _live_behind(objects: Objects, after: str, found: dict[str, tuple[Status, Severity]]) -> str | None:
    """Add names to `found` until a folder that can be skipped.

    Returns the end of that folder, or None at the end of the list.
    """
    async for each in objects.names(keys.LISTS, after=after):
        tenant, status, name = each.name.split("/")
        if not Status(status).live:
            return f"{tenant}/{status}/{BEHIND_ALL}"
        mirrored, severity, *_ = name.split(".")
        found[tenant + mirrored] = Status(status), Severity(int(severity))
    return None


async def _folder(objects: Objects, tenant: str, status: str) -> list[Listed]:
    found = []
    async for each in objects.names(keys.listing(tenant, status)):
        mirrored, severity, lineage, service = each.name.split(".")
        incident_id = keys.from_newest_first(mirrored)
        found.append(Listed(mirrored, incident_id, status, int(severity), lineage, service))
    return found


def _passes(name: Listed, query: IncidentQuery) -> bool:
    if query.severity is not None and name.severity != int(query.severity):
        return False
    return query.service is None or name.service == keys.digest(query.service, 16)
