"""`incident-responder destinations list|check|test`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, caller_of, print_json

app = typer.Typer(no_args_is_help=True, help="See and test where notifications go.")
Name = Annotated[str, typer.Argument(help="Its name in DESTINATIONS_FILE.")]


@app.command("list")
def list_destinations(as_json: AsJson = False) -> None:
    """List the destinations and the routes that lead to each. Nothing is sent."""
    from api.destination_lines import described, listed, print_destinations
    from api.destination_set_up import configuration

    rows = listed(*configuration())
    print_json({"destinations": [described(each) for each in rows]}) if as_json else print_destinations(rows)


@app.command()
def check(as_json: AsJson = False, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Check that each destination is set up correctly, without sending anything. Exits with 1 if one is not."""
    from api.acts.destinations import check_destinations
    from api.destination_lines import checked, print_checked
    from api.destination_set_up import with_directory

    found = with_directory(lambda directory: check_destinations(directory, caller_of(tenant)))
    print_json({"destinations": [checked(each) for each in found]}) if as_json else print_checked(found)
    raise typer.Exit(0 if all(each.works for each in found) else 1)


@app.command("test")
def try_one(name: Name, as_json: AsJson = False, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Send a test ticket, marked TEST, and resolve it. Exits with 1 if the destination refuses it."""
    from api.acts.destinations import try_destination
    from api.destination_lines import checked, print_checked
    from api.destination_set_up import with_directory_and_store

    found = with_directory_and_store(
        lambda directory, store: try_destination(directory, store, caller_of(tenant), name, time.time)
    )
    print_json(checked(found)) if as_json else print_checked([found])
    raise typer.Exit(0 if found.works else 1)
