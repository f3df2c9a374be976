"""`incident-responder resolve`: closes an incident, as `POST /resolve` does."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, IncidentId, Tenant, say
from api.places.place import place_of


def resolve(
    incident_id: IncidentId,
    resolution: Annotated[str, typer.Argument(help="What fixed it.")],
    by: Annotated[str | None, typer.Option(help="Who fixed it; the default is you.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
    api: Api = "",
) -> None:
    """Close an incident and remember what fixed it."""
    done = place_of(api, tenant).resolve(incident_id, resolution, by or "")
    say(f"{done['incident_id']} is {done['status']}.")
