"""Figures of a bucket, derived from heads and from the names of occurrences; no object is written for them."""

import asyncio

from tools.analytics.columns import Columns, IncidentFacts
from tools.analytics.summary import summed_up
from tools.nouns.event_kinds import EventKind
from tools.nouns.figures import Acts, FigureQuery, Summary
from tools.nouns.incidents import Status
from tools.rules.effects import SYSTEM
from tools.tickets.s3.figures.known import KnownTenant
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.shared.figures import Named, acts_of, completed, numbers_in

Row = tuple[Lineage, Ticket]


class Derived:
    """The figures of each tenant.

    A query lists the tenant's objects and reads those that changed since the previous query.
    """

    def __init__(self, parts: Parts, tenant: str) -> None:
        self._known = KnownTenant(parts, tenant)
        self._rows: list[Row] = []
        self._columns = Columns()
        self._lock = asyncio.Lock()

    async def summary(self, query: FigureQuery) -> Summary:
        """Return the figures of a time range."""
        async with self._lock:
            if await self._known.catch_up():
                self._rows = _rows(self._known)
                self._columns = _columns(self._known, self._rows)
            found = await asyncio.to_thread(summed_up, self._columns, query)
            named = {number: _named(self._known, *self._rows[number]) for number in numbers_in(found)}
            return completed(query, found, named, _acts(self._known, query))


def _rows(tenant: KnownTenant) -> list[Row]:
    """All tickets, sorted by id, oldest first. The index in this list is the incident's number."""
    heads = [each.lineage for each in tenant.heads.values() if each.lineage is not None]
    found = [(head, ticket) for head in heads if not head.became for ticket in head.tickets]
    return sorted(found, key=lambda row: row[1].id)


def _columns(tenant: KnownTenant, rows: list[Row]) -> Columns:
    acknowledged: dict[str, float] = {}
    for each in tenant.heads.values():
        for event in each.events:
            if event.kind is EventKind.ACKNOWLEDGED:
                acknowledged[event.ticket] = min(event.at, acknowledged.get(event.ticket, event.at))
    columns, problems = Columns(), dict[str, int]()
    facts = [
        IncidentFacts(
            number,
            problems.setdefault(head.id, len(problems)),
            ticket.status != Status.MERGED,
            ticket.severity,
            head.service,
            head.environment,
            tenant.first_seen(head, ticket),
            acknowledged.get(ticket.id),
            ticket.resolved_at if ticket.status == Status.RESOLVED else None,
            ticket.recovered,
            ticket.regression_of is not None,
        )
        for number, (head, ticket) in enumerate(rows)
    ]
    columns.put_incidents([tuple(getattr(fact, name) for name in fact.__dataclass_fields__) for fact in facts])
    counts: dict[tuple[int, str, str], int] = {}
    for known in tenant.heads.values():
        if (head := known.lineage) is not None:
            for slot, reports in known.slots.items():
                place = slot, head.service, head.environment
                counts[place] = counts.get(place, 0) + reports
    columns.put_reports([(*place, reports) for place, reports in counts.items()])
    return columns


def _acts(tenant: KnownTenant, query: FigureQuery) -> Acts:
    heads = [each for each in tenant.heads.values() if each.lineage is not None and _is_asked(each.lineage, query)]
    told = [event for head in heads for event in head.events if query.since <= event.at < query.until]
    of_people = [each for each in told if each.actor.partition(":")[0] != SYSTEM]
    return acts_of((each.kind, each.helpful, 1) for each in of_people if each.kind is not EventKind.ACKNOWLEDGED)


def _is_asked(head: Lineage, query: FigureQuery) -> bool:
    return query.service in (None, head.service) and query.environment in (None, head.environment)


def _named(tenant: KnownTenant, head: Lineage, ticket: Ticket) -> Named:
    where, times = (head.service, head.environment), (tenant.first_seen(head, ticket), ticket.resolved_at)
    return Named(ticket.id, head.id, ticket.title, *where, ticket.worst, *times)
