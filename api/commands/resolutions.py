"""`incident-responder amend|reopen`: corrects a resolution, or undoes it."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, IncidentId, Tenant, say
from api.places.place import place_of

Resolution = Annotated[str, typer.Argument(help="What really fixed it.")]
Reason = Annotated[str, typer.Argument(help="Why it is not fixed.")]
By = Annotated[str, typer.Option(help="Who fixed it; the default is you.")]


def amend(
    incident_id: IncidentId, resolution: Resolution, by: By = "", tenant: Tenant = DEFAULT_TENANT, api: Api = ""
) -> None:
    """Correct the resolution of an incident; the earlier text is kept."""
    done = place_of(api, tenant).amend(incident_id, resolution, by)
    kept = len(done["resolution"]["revisions"]) if done["resolution"] else 0
    say(f"The resolution of {done['incident_id']} is amended; earlier versions kept: {kept}.")


def reopen(incident_id: IncidentId, reason: Reason, tenant: Tenant = DEFAULT_TENANT, api: Api = "") -> None:
    """Undo a resolution: the incident is open again."""
    done = place_of(api, tenant).reopen(incident_id, reason)
    say(f"{done['incident_id']} is {done['status']}.")
