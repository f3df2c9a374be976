"""`incident-responder list`: incidents, one per line, tab-separated in a pipe; the same as `GET /incidents`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, AsJson, Tenant, print_json, shows_tables
from api.places.place import ListOptions, place_of


def list_incidents(
    status: Annotated[str | None, typer.Option(help="OPEN, ACKNOWLEDGED, RESOLVED or MERGED.")] = None,
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    severity: Annotated[str | None, typer.Option(help="Only this severity.")] = None,
    environment: Annotated[str | None, typer.Option(help="Only this environment.")] = None,
    label: Annotated[str | None, typer.Option(help="Only with this label: name:value.")] = None,
    since: Annotated[str | None, typer.Option(help="Only reported since: 2h, 7d or an RFC 3339 time.")] = None,
    until: Annotated[str | None, typer.Option(help="Only first reported before: 2h, 7d or an RFC 3339 time.")] = None,
    query: Annotated[str | None, typer.Option("--q", help="Words of the title, or an id.")] = None,
    sort: Annotated[str | None, typer.Option(help="newest, last_seen, severity or occurrences.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    cursor: Annotated[str | None, typer.Option(help="`next_cursor` of the previous page.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
    api: Api = "",
) -> None:
    """List incidents, newest first unless --sort says otherwise."""
    from api.ages import moment_of
    from api.incident_lines import print_lines, print_table

    now = time.time()
    asked = ListOptions(
        status=status, service=service, severity=severity, environment=environment, label=label,
        since=moment_of("--since", since, now) if since else None,
        until=moment_of("--until", until, now) if until else None,
        text=query, sort=sort, limit=limit, cursor=cursor, brief=not as_json,
    )  # fmt: skip
    page = place_of(api, tenant).incidents(asked)
    if as_json:
        told = ("count", "incidents", "next_cursor")
        print_json({name: page[name] for name in told})  # type: ignore[literal-required]  # `told` holds its keys
    elif shows_tables():
        print_table(page, now)
    else:
        print_lines(page)
