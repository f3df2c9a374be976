"""`incident-responder routes explain INCIDENT|--sample FILE`."""

from pathlib import Path
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, print_json

app = typer.Typer(no_args_is_help=True, help="See who would be notified.")
Incident = Annotated[str, typer.Argument(help="An incident's id, or any unambiguous beginning of it.")]
Sample = Annotated[
    Path | None,
    typer.Option(help="A JSON object instead: service, environment, severity, labels, kind, tenant; - reads stdin."),
]
Kind = Annotated[str, typer.Option(help="The kind of notification: opened, regressed, resolved, …")]


@app.callback()
def routes() -> None:
    """See who would be notified."""


@app.command()
def explain(
    incident: Incident = "",
    sample: Sample = None,
    kind: Kind = "",
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
) -> None:
    """Show who would be notified, and why. Exits with 0 for somebody, 1 for nobody, 2 if that is unknown.

    A sample needs no secrets and no store, so a pipeline can test a destinations file before it is used.
    """
    from api.destination_lines import explained, print_explained
    from api.destination_set_up import explain_incident, explain_sample

    if bool(incident) == (sample is not None):
        raise typer.BadParameter("name an incident, or give --sample FILE")
    found = explain_sample(sample, kind, tenant) if sample else explain_incident(incident, kind, tenant)
    print_json(explained(found)) if as_json else print_explained(found)
    raise typer.Exit(0 if found.told else 1)
