"""`incident-responder resolve`: close an incident, as `POST /resolve` does."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.console import DEFAULT_TENANT, IncidentId, Tenant, caller_of, console, whole_id, with_toolbox

if TYPE_CHECKING:
    from tools.nouns.incidents import Incident
    from tools.toolbox import Toolbox


def resolve(
    incident_id: IncidentId,
    resolution: Annotated[str, typer.Argument(help="What fixed it.")],
    by: Annotated[str | None, typer.Option(help="Who fixed it; empty: you.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
) -> None:
    """Close an incident and remember what fixed it."""

    async def work(toolbox: "Toolbox") -> "Incident":
        from api.acts import incidents

        one = await whole_id(toolbox.store, tenant, incident_id)
        return await incidents.resolve(toolbox, caller_of(tenant), one, text=resolution, by=by or "")

    ticket = with_toolbox(work)
    console.print(f"{ticket.incident_id} is {ticket.status}.")
