"""`incident-responder severity`: sets the severity of a ticket."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, IncidentId, Reason, Tenant, say
from api.places.place import place_of

Level = Annotated[str, typer.Argument(help="LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4.")]


def severity(
    incident_id: IncidentId, level: Level, reason: Reason = "", tenant: Tenant = DEFAULT_TENANT, api: Api = ""
) -> None:
    """Set the severity of an incident. More severe reports still raise it."""
    done = place_of(api, tenant).set_severity(incident_id, level, reason)
    say(f"{done['incident_id']} is {done['severity']}.")
