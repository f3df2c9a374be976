"""Tickets as people see them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from tools.ids import is_incident_id
from tools.nouns.event_json import event_from_json, resolved_from_json
from tools.nouns.incidents import Event, Incident, IncidentQuery, Page, Revision, Status
from tools.nouns.pending import pending_words
from tools.nouns.severity import Severity
from tools.rules.recovery import counts
from tools.tickets.s3.found_tickets import found, order_of
from tools.tickets.s3.lists import Listed, beginning_so, live_tickets
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts, PortSlice
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.shown_reports import shown, shown_heads
from tools.tickets.shared.pages import cursor_of, limit_of, rank_behind


class Views(PortSlice):
    """Reads only. A list reads names, and the heads of its own page."""

    async def incident(self, tenant: str, incident_id: str) -> Incident:
        """One ticket with its timeline. Raises NotFound."""
        lineage = await self._parts.heads.of(tenant, incident_id)
        ticket = lineage.one(incident_id)
        return await self._view(lineage, ticket, await timeline(self._parts, lineage, incident_id))

    async def incidents(self, tenant: str, query: IncidentQuery) -> Page[Incident]:
        """A page in the requested order, with the count of all that match."""
        behind = rank_behind(query, _listed_name)
        matches = await found(self._parts, tenant, query)
        waiting = [each for each in matches if behind is None or each.order > order_of(behind)]
        limit, shown, last = limit_of(query), list[Incident](), None
        while waiting and len(shown) < limit:
            page, waiting = waiting[: limit - len(shown)], waiting[limit - len(shown) :]
            views = await asyncio.gather(*(self._listed(tenant, each.name) for each in page))
            shown, last = shown + [each for each in views if each is not None], page[-1]
        cursor = cursor_of(query.sort, last.rank) if waiting and last is not None else None
        return Page(tuple(shown), len(matches), cursor)

    async def ids_with_prefix(self, tenant: str, prefix: str, limit: int) -> Sequence[str]:
        """At most `limit` ids of the tenant's tickets that start with a prefix."""
        folders = await asyncio.gather(*(beginning_so(self._parts.objects, tenant, s, prefix, limit) for s in Status))
        return sorted({found for folder in folders for found in folder})[:limit]

    async def live_tickets(self) -> Mapping[tuple[Status, Severity], int]:
        """The numbers of OPEN and ACKNOWLEDGED tickets of all tenants.

        Costs a listing per thousand tickets and a few per tenant.
        """
        return await live_tickets(self._parts.objects)

    async def report_times(self, tenant: str, incident_id: str, most: int) -> Sequence[float]:
        """The times of the newest reports, oldest first. Raises NotFound."""
        lineage = await self._parts.heads.of(tenant, incident_id)
        reports = await shown(self._parts, lineage, lineage.one(incident_id))
        return [each.moment.known for each in reports[-most:]]

    async def generations(self, tenant: str, incident_id: str) -> Sequence[Incident]:
        """A ticket's lineage, oldest generation first. Raises NotFound."""
        lineage = await self._parts.heads.of(tenant, incident_id)
        return await asyncio.gather(*(self._view(lineage, ticket, ()) for ticket in lineage.tickets))

    async def _listed(self, tenant: str, name: Listed) -> Incident | None:
        """The ticket that a listed name leads to; None if a crash left the name behind."""
        held = await self._parts.heads.load(tenant, name.lineage)
        ticket = held.lineage.ticket(name.incident_id) if held else None
        if held is None or ticket is None or (ticket.status, ticket.severity) != (name.status, name.severity):
            return None
        return await self._view(held.lineage, ticket, ())

    async def _view(self, lineage: Lineage, ticket: Ticket, timeline: tuple[Event, ...]) -> Incident:
        heads = await shown_heads(self._parts, lineage, ticket)
        alerts = [each for head, part in heads for each in head.firings(part.id)]
        now, stale_after = self._parts.clock(), self._parts.policy.activation_stale
        tally, dossier = await asyncio.gather(
            self._parts.answers.tally(lineage, ticket), self._parts.answers.dossier(lineage.tenant, ticket)
        )
        last_event = ticket.opened_at if tally.last is None else tally.last
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
            last_seen=max([last_event, *(each.last_seen for each in alerts)]),
            occurrences=tally.count,
            generation=ticket.number,
            root_id=lineage.id,
            regression_of=ticket.regression_of,
            merged_into=ticket.merged_into,
            flapping=ticket.flapping,
            resolution=None if ticket.resolution is None else resolved_from_json(ticket.resolution),
            dossier=dossier,
            pending=pending_words(ticket.pending),
            timeline=timeline,
            reminders=sum(each.reminders for each in alerts),
            recovering_since=ticket.recovering_since,
            flaps=sum(part.flaps for _, part in heads),
            activations=counts(alerts, now, stale_after),
            revisions=tuple(Revision.of(resolved_from_json(each)) for each in ticket.revisions),
            labels=ticket.labels,
        )


async def timeline(parts: Parts, lineage: Lineage, incident_id: str) -> tuple[Event, ...]:
    """A ticket's events, with the older ones from their pages."""
    events = await events_of(parts, lineage)
    if incident_id in lineage.absorbed:
        events = await events_of(parts, await parts.heads.need(lineage.tenant, incident_id)) + events
    return tuple(
        Event(each["seq"], each["at"], each["actor"], event_from_json(each["kind"], each["data"]))
        for each in events
        if each["ticket"] == incident_id
    )


async def events_of(parts: Parts, lineage: Lineage) -> list[dict[str, Any]]:
    """Every event of a lineage, including those that were moved out of its head."""
    numbers = range(lineage.event_pages)
    names = [keys.event_page(lineage.tenant, lineage.id, number) for number in numbers]
    pages = await asyncio.gather(*map(parts.objects.get, names))
    return [event for page in pages if page is not None for event in orjson.loads(page.body)] + lineage.events


def _listed_name(text: str) -> str:
    if not is_incident_id(keys.from_newest_first(text)):
        raise ValueError("no ticket is listed under this name")
    return text
