"""`incident-responder list`: incidents, as `GET /incidents` lists them; a line each, tab-separated in a pipe."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, console, print_json, with_store


def list_incidents(
    status: Annotated[str | None, typer.Option(help="OPEN, ACKNOWLEDGED, RESOLVED or MERGED.")] = None,
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    severity: Annotated[str | None, typer.Option(help="Only this severity.")] = None,
    query: Annotated[str | None, typer.Option("--q", help="Words of the title, or an id.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    cursor: Annotated[str | None, typer.Option(help="`next_cursor` of the page before.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
) -> None:
    """List incidents, newest first."""
    from api.http.wire import incident
    from api.incident_lines import print_lines, print_table
    from api.queries import incident_query

    asked = incident_query(status=status, service=service, severity=severity, text=query, limit=limit, cursor=cursor)
    page = with_store(lambda store: store.incidents(tenant, asked))
    if as_json:
        shown = [incident(ticket, timeline=False) for ticket in page.items]
        print_json({"count": page.count, "incidents": shown, "next_cursor": page.next_cursor})
    elif console.is_terminal:
        print_table(page, time.time())
    else:
        print_lines(page)
