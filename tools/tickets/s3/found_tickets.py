"""Filters of the ticket list that names cannot answer: fields of heads, and sums over tickets."""

import asyncio
from dataclasses import dataclass

from tools.nouns.incidents import IncidentQuery, Sort
from tools.tickets.s3.lists import Listed, matching
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.flushes import Tally
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.shared.pages import Rank

READ_AHEAD = 16


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket that a query found. The first one in a list has the smallest rank."""

    name: Listed
    rank: Rank[str]

    @property
    def order(self) -> tuple[float, str]:
        """The key by which lists are sorted."""
        return order_of(self.rank)


def order_of(rank: Rank[str]) -> tuple[float, str]:
    """Sort the highest value first and, among equal values, the newest ticket, whose name is the smallest."""
    return -rank.value, rank.place


async def found(parts: Parts, tenant: str, query: IncidentQuery) -> list[Found]:
    """All tickets that the query finds, in its order. Only a plain list is answered from names alone."""
    names = await matching(parts.objects, tenant, query)
    if _reads_names_alone(query):
        return sorted((Found(each, Rank(_by_name(each, query), each.newest_first)) for each in names), key=_order)
    looked: list[Found | None] = []
    for start in range(0, len(names), READ_AHEAD):
        part = names[start : start + READ_AHEAD]
        looked += await asyncio.gather(*(_looked_at(parts, tenant, each, query) for each in part))
    return sorted((each for each in looked if each is not None), key=_order)


def _order(each: Found) -> tuple[float, str]:
    return each.order


def _reads_names_alone(query: IncidentQuery) -> bool:
    narrows = (query.text or None, query.environment, query.recovering, query.label, query.since, query.until)
    return all(each is None for each in narrows) and query.sort in (Sort.NEWEST, Sort.SEVERITY)


def _by_name(name: Listed, query: IncidentQuery) -> float:
    return float(name.severity) if query.sort is Sort.SEVERITY else 0.0


async def _looked_at(parts: Parts, tenant: str, name: Listed, query: IncidentQuery) -> Found | None:
    held = await parts.heads.load(tenant, name.lineage)
    ticket = held.lineage.ticket(name.incident_id) if held else None
    if held is None or ticket is None or not _passes(held.lineage, ticket, query):
        return None
    value = _by_name(name, query)
    if query.since is not None or query.until is not None or query.sort in (Sort.LAST_SEEN, Sort.OCCURRENCES):
        tally = await parts.answers.tally(held.lineage, ticket)
        if not _in_time(tally, ticket, query):
            return None
        value = {Sort.LAST_SEEN: _last(tally, ticket), Sort.OCCURRENCES: float(tally.count)}.get(query.sort, value)
    return Found(name, Rank(value, name.newest_first))


def _passes(lineage: Lineage, ticket: Ticket, query: IncidentQuery) -> bool:
    if query.environment is not None and lineage.environment != query.environment:
        return False
    if query.recovering is not None and query.recovering != (ticket.recovering_since is not None):
        return False
    if query.label is not None and query.label not in ticket.labels.items():
        return False
    return not query.text or _contains(lineage, ticket, query.text)


def _contains(lineage: Lineage, ticket: Ticket, text: str) -> bool:
    wanted = text.casefold()
    return wanted in ticket.title.casefold() or wanted in lineage.service.casefold() or text == ticket.id


def _in_time(tally: Tally, ticket: Ticket, query: IncidentQuery) -> bool:
    first = ticket.opened_at if tally.first is None else tally.first
    too_old = query.since is not None and _last(tally, ticket) < query.since
    return not too_old and (query.until is None or first < query.until)


def _last(tally: Tally, ticket: Ticket) -> float:
    return ticket.opened_at if tally.last is None else tally.last
