"""`incident-responder analytics`: the figures of a range, as `GET /analytics/summary` gives them."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, print_json, with_store

From = Annotated[str | None, typer.Option("--from", help="A date or time; 30 days ago if nothing is said.")]
To = Annotated[str | None, typer.Option("--to", help="A date or time; now if nothing is said.")]
Zone = Annotated[str | None, typer.Option("--tz", help="A time zone, such as Europe/Berlin; UTC if nothing is said.")]
Bucket = Annotated[str | None, typer.Option(help="hour, day or week.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of tables.")]


def analytics(
    since: From = None,
    until: To = None,
    zone: Zone = None,
    bucket: Bucket = None,
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    environment: Annotated[str | None, typer.Option(help="Only this environment.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Count reports and incidents, and measure how long they took."""
    from api import figure_tables
    from api.figure_query import figure_query
    from api.http import figures, figures_csv

    query = figure_query(
        time.time(), since=since, until=until, zone=zone, bucket=bucket, service=service, environment=environment
    )
    found = with_store(lambda store: store.figures.summary(tenant, query))
    if as_csv:
        typer.echo(figures_csv.as_csv(found), nl=False)
    elif as_json:
        print_json(figures.summary(found))
    else:
        figure_tables.print_tables(found)
