"""Reads a notice's ticket from the store and renders the message: the only way from a notice to its message."""

from contextlib import suppress

from tools.errors import NotFound
from tools.messages.rendering import TicketContext, render
from tools.nouns.decisions import Decision
from tools.nouns.events import Opened, Regressed
from tools.nouns.explanations import DecisionEntry
from tools.nouns.incidents import Incident
from tools.nouns.messages import Message
from tools.nouns.notices import Notice
from tools.nouns.redacted import Redacted
from tools.ports import TicketStore

MOST_GENERATIONS = 8
"""How many earlier tickets are searched for what fixed the problem."""


async def message_of(notice: Notice, tickets: TicketStore, base_url: str | None) -> Message:
    """The message for a notice, with its ticket as it is stored now.

    Raises NotFound when the ticket is gone, StoreUnavailable when it cannot be read.
    """
    ticket = await tickets.incident(notice.tenant, notice.incident_id)
    before, fix = await _last_time(tickets, ticket)
    return render(notice, TicketContext(ticket, await _opening(tickets, ticket), before, fix), base_url)


async def _opening(tickets: TicketStore, ticket: Incident) -> Decision | None:
    """The decision on the report that opened a ticket; for a ticket regrouped from stored reports, on its first one."""
    request_id = next(
        (each.data.request_id for each in ticket.timeline if isinstance(each.data, Opened | Regressed)), ""
    )
    if not request_id:
        entries = await tickets.explain(ticket.tenant, ticket.incident_id)
        request_id = next((each.request_id for each in entries if isinstance(each, DecisionEntry)), "")
    with suppress(NotFound):
        return (await tickets.recorded(ticket.tenant, request_id, ticket.incident_id)).decision
    return None


async def _last_time(tickets: TicketStore, ticket: Incident) -> tuple[Incident | None, Redacted | None]:
    """The ticket that came back, and the latest fix of the problem that a person recorded."""
    earlier = ticket.regression_of
    first: Incident | None = None
    for _ in range(MOST_GENERATIONS):
        if earlier is None:
            break
        try:
            before = await tickets.incident(ticket.tenant, earlier)
        except NotFound:
            break
        first = first or before
        if before.resolution is not None and (fix := before.resolution.fix) is not None:
            return first, fix
        earlier = before.regression_of
    return first, None
