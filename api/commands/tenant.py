"""`incident-responder tenant add|list|suspend|quota`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, caller_of, console, named, with_store

app = typer.Typer(no_args_is_help=True, help="Manage the organisations that share this installation.")
Name = Annotated[str, typer.Argument(help="The tenant's name.", callback=named)]
Resume = Annotated[bool, typer.Option("--resume", help="Lift the suspension.")]
Reports = Annotated[int | None, typer.Option(help="Reports per day.", min=0)]
Incidents = Annotated[int | None, typer.Option(help="New incidents per day.", min=0)]
Calls = Annotated[int | None, typer.Option(help="Language model calls per day.", min=0)]


@app.command()
def add(name: Name, reports: Reports = None, incidents: Incidents = None, model_calls: Calls = None) -> None:
    """Create a tenant; then create its first administrator: `user add … --role admin --tenant NAME`."""
    from api.acts.tenants import add_tenant
    from tools.nouns.tenants import Quotas

    quotas = Quotas(reports=reports, incidents=incidents, model_calls=model_calls)
    with_store(lambda store: add_tenant(store, caller_of(DEFAULT_TENANT), name, quotas, time.time()))
    console.print(f"The tenant {name} is created.", markup=False)


@app.command()
def suspend(name: Name, resume: Resume = False) -> None:
    """Suspend a tenant: within seconds it can only read."""
    from api.acts.tenants import set_suspended

    with_store(lambda store: set_suspended(store, caller_of(DEFAULT_TENANT), name, not resume))
    console.print(f"{name} is {'active' if resume else 'suspended'}.", markup=False)


@app.command()
def quota(name: Name, reports: Reports = None, incidents: Incidents = None, model_calls: Calls = None) -> None:
    """Set a tenant's daily quotas (UTC days). A quota that you leave out is unlimited."""
    from api.acts.tenants import set_quotas
    from tools.nouns.tenants import Quotas

    quotas = Quotas(reports=reports, incidents=incidents, model_calls=model_calls)
    with_store(lambda store: set_quotas(store, caller_of(DEFAULT_TENANT), name, quotas))
    console.print(f"The quotas of {name} are set.", markup=False)
