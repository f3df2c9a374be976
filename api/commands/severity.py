"""`incident-responder severity`: a person says how bad a ticket is."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, IncidentId, Reason, Tenant, caller_of, console, with_ticket

Level = Annotated[str, typer.Argument(help="LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4.")]


def severity(incident_id: IncidentId, level: Level, reason: Reason = "", tenant: Tenant = DEFAULT_TENANT) -> None:
    """Say how bad it is; worse reports still raise it."""
    from api.acts import incidents
    from tools.nouns.severity import Severity

    try:
        said = Severity.parse(level)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="LEVEL") from error
    caller = caller_of(tenant)
    done = with_ticket(tenant, incident_id, lambda desk, one: incidents.set_severity(desk, caller, one, said, reason))
    console.print(f"{done.incident_id} is {done.severity.name}.")
