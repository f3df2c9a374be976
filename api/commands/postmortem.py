"""`incident-responder postmortem`: a draft postmortem in Markdown, from what is known of an incident."""

from typing import TYPE_CHECKING

import typer

from api.console import DEFAULT_TENANT, IncidentId, Tenant, with_ticket

if TYPE_CHECKING:
    from api.acts.desk import StoreDesk


def postmortem(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Print a draft with timeline, evidence and actions filled in; people add cause and impact."""
    from api import postmortem as document
    from api.acts.changes import with_changes

    async def text(desk: "StoreDesk", one: str) -> str:
        ticket = await with_changes(desk.store.changes, await desk.store.incident(tenant, one))
        entries, generations = await desk.store.explain(tenant, one), await desk.store.generations(tenant, one)
        return document.postmortem(ticket, entries, generations)

    typer.echo(with_ticket(tenant, incident_id, text), nl=False)
