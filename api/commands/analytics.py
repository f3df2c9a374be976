"""`incident-responder analytics`: the figures of a time range, the same as `GET /analytics/summary`."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, AsJson, Tenant, print_json
from api.places.place import FigureOptions, place_of

From = Annotated[str | None, typer.Option("--from", help="A date or time; the default is 30 days ago.")]
To = Annotated[str | None, typer.Option("--to", help="A date or time; the default is now.")]
Zone = Annotated[str | None, typer.Option("--tz", help="A time zone, such as Europe/Berlin; the default is UTC.")]
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
    api: Api = "",
) -> None:
    """Count reports and incidents, and measure how long things took."""
    asked = FigureOptions(since=since, until=until, zone=zone, bucket=bucket, service=service, environment=environment)
    place = place_of(api, tenant)
    if as_csv:
        typer.echo(place.figures_csv(asked), nl=False)
    elif as_json:
        print_json(place.figures(asked))
    else:
        from api.figure_tables import print_tables

        print_tables(place.figures(asked))
