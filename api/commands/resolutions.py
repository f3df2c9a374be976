"""`incident-responder amend|reopen`: a resolution corrected or taken back, as by HTTP."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.console import DEFAULT_TENANT, IncidentId, Tenant, caller_of, console, whole_id, with_toolbox

if TYPE_CHECKING:
    from tools.nouns.incidents import Incident
    from tools.toolbox import Toolbox

Resolution = Annotated[str, typer.Argument(help="What really fixed it.")]
Reason = Annotated[str, typer.Argument(help="Why it is not fixed.")]
By = Annotated[str, typer.Option(help="Who fixed it; empty: you.")]


def amend(incident_id: IncidentId, resolution: Resolution, by: By = "", tenant: Tenant = DEFAULT_TENANT) -> None:
    """Correct what fixed a resolved incident; the earlier text is kept."""

    async def work(toolbox: "Toolbox") -> "Incident":
        from api.acts import incidents

        one = await whole_id(toolbox.store, tenant, incident_id)
        return await incidents.amend(toolbox, caller_of(tenant), one, text=resolution, by=by)

    ticket = with_toolbox(work)
    console.print(f"The resolution of {ticket.incident_id} is amended; {len(ticket.revisions)} earlier kept.")


def reopen(incident_id: IncidentId, reason: Reason, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Take a resolution back: the incident is open again."""

    async def work(toolbox: "Toolbox") -> "Incident":
        from api.acts import incidents

        one = await whole_id(toolbox.store, tenant, incident_id)
        return await incidents.reopen(toolbox, caller_of(tenant), one, reason)

    ticket = with_toolbox(work)
    console.print(f"{ticket.incident_id} is {ticket.status}.")
