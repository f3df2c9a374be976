"""`incident-responder runbooks list|search|remove`: the runbook library."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, AsJson, Tenant, print_json, say
from api.places.place import place_of
from tools.nouns.knowledge import SHIPPED

app = typer.Typer(no_args_is_help=True, help="Manage the library of runbooks.")
Log = Annotated[str, typer.Argument(help="A log line or alert text.")]
Service = Annotated[str, typer.Option(help="The service it came from.")]
Limit = Annotated[int, typer.Option(min=1, max=50, help="How many sections to print at most.")]


@app.command("list")
def list_runbooks(tenant: Tenant = DEFAULT_TENANT, api: Api = "") -> None:
    """List the runbooks of a tenant, and where each came from."""
    for each in place_of(api, tenant).runbooks():
        say(f"{each['runbook_id']}\t{each['source']}\t{each['title']}")


@app.command()
def search(
    log: Log, service: Service = "", limit: Limit = 5, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False,
    api: Api = "",
) -> None:  # fmt: skip
    """List the sections that advice on a problem would use, best first. Those below the threshold are marked."""
    found = place_of(api, tenant).matching_sections(log, service, limit)
    if as_json:
        print_json(found)
        return
    for match in found:
        fits = "fits   " if match["matched"] else "no fit "
        say(f"{fits}{match['score']:.2f}  {match['citation']}  {match['title']}: {match['section']}")
    if not any(match["matched"] for match in found):
        say("No runbook fits.")


@app.command()
def remove(
    runbook_id: Annotated[str, typer.Argument(help="Its id, as `runbooks list` shows it.")] = "",
    source: Annotated[str, typer.Option("--all-of", help="Remove all of a source: the list's second column.")] = "",
    tenant: Tenant = DEFAULT_TENANT, api: Api = "",
) -> None:  # fmt: skip
    """Remove a runbook. A shipped one is hidden for this tenant only."""
    if bool(runbook_id) == bool(source):
        raise typer.BadParameter("give a runbook's id, or --all-of SOURCE")
    if source == SHIPPED:
        raise typer.BadParameter("use SHIPPED_RUNBOOKS=never instead, which can be undone")
    place = place_of(api, tenant)
    ids = [each["runbook_id"] for each in place.runbooks() if each["source"] == source] if source else [runbook_id]
    for each in ids:
        place.remove_runbook(each)
        say(f"{each} is removed.")
    if not ids:
        say(f"Nothing came from {source}.")
