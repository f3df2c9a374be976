"""`incident-responder list`: incidents, as `GET /incidents` lists them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, console, print_json, with_store

if TYPE_CHECKING:
    from tools.nouns.incidents import Incident


def list_incidents(
    status: Annotated[str | None, typer.Option(help="OPEN, ACKNOWLEDGED, RESOLVED or MERGED.")] = None,
    service: Annotated[str | None, typer.Option(help="Of one service.")] = None,
    severity: Annotated[str | None, typer.Option(help="Of one severity.")] = None,
    query: Annotated[str | None, typer.Option("--q", help="Words of the title, or an id.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
) -> None:
    """Incidents, newest first."""
    from api.http.wire import incident
    from api.queries import incident_query

    asked = incident_query(status=status, service=service, severity=severity, text=query, limit=limit)
    page = with_store(lambda store: store.incidents(tenant, asked))
    if as_json:
        print_json([incident(ticket, timeline=False) for ticket in page.items])
    else:
        _show(page.items, page.count)


def _show(tickets: "Sequence[Incident]", count: int) -> None:
    from rich.markup import escape
    from rich.table import Column, Table

    words = (Column(name, no_wrap=True) for name in ("incident", "status", "severity"))
    table = Table(*words, "seen", "service", "title", caption=f"{count} in all")
    for ticket in tickets:
        words_of_it = (ticket.incident_id, ticket.status, ticket.severity.name, str(ticket.occurrences))
        table.add_row(*words_of_it, escape(ticket.service), escape(ticket.title))
    console.print(table)
