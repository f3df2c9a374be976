"""`incident-responder runbooks list|search|remove`: the library that incidents are advised from."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, caller_of, console, print_json, with_toolbox

app = typer.Typer(no_args_is_help=True, help="Manage the library of runbooks.")
Log = Annotated[str, typer.Argument(help="A log line or alert text.")]
Service = Annotated[str, typer.Option(help="The service it came from.")]
Limit = Annotated[int, typer.Option(min=1, max=50, help="How many sections to print at most.")]


@app.command("list")
def list_runbooks(tenant: Tenant = DEFAULT_TENANT) -> None:
    """All runbooks of a tenant, and where each came from."""
    from api.acts.runbooks import documents

    for each in with_toolbox(lambda toolbox: documents(toolbox, caller_of(tenant))):
        console.print(f"{each.runbook_id}\t{each.source}\t{each.title}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def search(
    log: Log, service: Service = "", limit: Limit = 5, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False
) -> None:
    """The sections that a problem would be advised from, best first; those below the threshold are marked."""
    from api.acts.runbooks import search as searched
    from tools.nouns.knowledge_json import shown_to_json

    found = with_toolbox(lambda toolbox: searched(toolbox, caller_of(tenant), log, service, {}, limit))
    if as_json:
        print_json([shown_to_json(match.shown()) for match in found])
        return
    for match in found:
        fits = "fits   " if match.matched else "no fit "
        line = f"{fits}{match.score:.2f}  {match.section.citation}  {match.section.title}: {match.section.heading}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if not any(match.matched for match in found):
        console.print("No runbook fits.")


@app.command()
def remove(
    runbook_id: Annotated[str, typer.Argument(help="As `runbooks list` shows it.")], tenant: Tenant = DEFAULT_TENANT
) -> None:
    """Remove a runbook; a shipped one is hidden for this tenant only."""
    from api.acts.runbooks import delete

    with_toolbox(lambda toolbox: delete(toolbox, caller_of(tenant), runbook_id))
    console.print(f"{runbook_id} is removed.", markup=False)
