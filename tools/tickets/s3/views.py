"""Tickets as people see them."""

import asyncio
import base64
import binascii
from typing import Any

import orjson

from tools.errors import InvalidRequest
from tools.ids import is_incident_id
from tools.nouns.event_json import event_from_json
from tools.nouns.incidents import Event, Incident, IncidentQuery, Page, Status
from tools.nouns.pending import pending_words
from tools.tickets.s3.listing import Listed, Listing
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.recording.answering import Answering

MAX_PAGE = 500
READ_AHEAD = 16


class Views:
    """Reads only. A list reads names, and the heads of its own page."""

    def __init__(self, objects: Objects, heads: Heads, answering: Answering) -> None:
        self._objects = objects
        self._heads = heads
        self._answering = answering
        self._listing = Listing(objects)

    async def incident(self, tenant: str, incident_id: str) -> Incident:
        """One ticket with its timeline. Raises NotFound."""
        lineage = await self._heads.of(tenant, incident_id)
        ticket = lineage.one(incident_id)
        return await self._view(lineage, ticket, await self.timeline(lineage, incident_id))

    async def incidents(self, tenant: str, query: IncidentQuery) -> Page[Incident]:
        """A page, newest first, with the count of all that match."""
        after = "" if query.cursor is None else _decode(query.cursor)
        names = await self._listing.matching(tenant, query)
        if query.text:
            names = await self._containing(tenant, names, query.text)
        limit = max(1, min(query.limit, MAX_PAGE))
        waiting = [each for each in names if each.newest_first > after]
        shown: list[Incident] = []
        while waiting and len(shown) < limit:
            page, waiting = waiting[: limit - len(shown)], waiting[limit - len(shown) :]
            views = await asyncio.gather(*(self._listed(tenant, each) for each in page))
            shown += [each for each in views if each is not None]
        more = bool(waiting and shown)
        return Page(tuple(shown), len(names), _encode(keys.newest_first(shown[-1].incident_id)) if more else None)

    async def timeline(self, lineage: Lineage, incident_id: str) -> tuple[Event, ...]:
        """A ticket's events, the older ones from their pages."""
        events = await self._events(lineage)
        if incident_id in lineage.absorbed:
            events = await self._events(await self._heads.need(lineage.tenant, incident_id)) + events
        return tuple(
            Event(each["seq"], each["at"], each["actor"], event_from_json(each["kind"], each["data"]))
            for each in events
            if each["ticket"] == incident_id
        )

    async def _events(self, lineage: Lineage) -> list[dict[str, Any]]:
        pages = await asyncio.gather(
            *(
                self._objects.get(keys.event_page(lineage.tenant, lineage.id, number))
                for number in range(lineage.event_pages)
            )
        )
        return [event for page in pages if page is not None for event in orjson.loads(page.body)] + lineage.events

    async def _containing(self, tenant: str, names: list[Listed], text: str) -> list[Listed]:
        """Text is matched against titles, which are in the heads: a search reads every head that passed the rest."""
        found = []
        for start in range(0, len(names), READ_AHEAD):
            part = names[start : start + READ_AHEAD]
            heads = await asyncio.gather(*(self._heads.load(tenant, each.lineage) for each in part))
            for name, held in zip(part, heads, strict=True):
                ticket = held.lineage.ticket(name.incident_id) if held else None
                if held and ticket and _contains(held.lineage, ticket, text):
                    found.append(name)
        return found

    async def _listed(self, tenant: str, name: Listed) -> Incident | None:
        """The ticket a name speaks of, unless a crash left the name behind."""
        held = await self._heads.load(tenant, name.lineage)
        ticket = held.lineage.ticket(name.incident_id) if held else None
        if held is None or ticket is None or (ticket.status, ticket.severity) != (name.status, name.severity):
            return None
        return await self._view(held.lineage, ticket, ())

    async def _view(self, lineage: Lineage, ticket: Ticket, timeline: tuple[Event, ...]) -> Incident:
        tally, dossier = await asyncio.gather(
            self._answering.tally(lineage, ticket), self._answering.dossier(lineage.tenant, ticket)
        )
        return Incident(
            incident_id=ticket.id,
            tenant=lineage.tenant,
            status=Status(ticket.status),
            severity=ticket.worst,
            service=lineage.service,
            environment=lineage.environment,
            release=ticket.release,
            title=ticket.title,
            first_seen=ticket.opened_at if tally.first is None else tally.first,
            last_seen=ticket.opened_at if tally.last is None else tally.last,
            occurrences=tally.count,
            generation=ticket.number,
            root_id=lineage.id,
            regression_of=ticket.regression_of,
            merged_into=ticket.merged_into,
            flapping=ticket.flapping,
            resolution=ticket.resolution,
            dossier=dossier,
            pending=pending_words(ticket.pending),
            timeline=timeline,
        )


def _contains(lineage: Lineage, ticket: Ticket, text: str) -> bool:
    wanted = text.casefold()
    return wanted in ticket.title.casefold() or wanted in lineage.service.casefold() or text == ticket.id


def _encode(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _decode(cursor: str) -> str:
    try:
        name = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        name = ""
    if not is_incident_id(keys.from_newest_first(name)):
        raise InvalidRequest("cursor: not one that this service gave out")
    return name
