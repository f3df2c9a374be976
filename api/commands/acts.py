"""`incident-responder acknowledge|severity|comment|feedback`: what people do with a ticket, as by HTTP."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, IncidentId, Reason, Tenant, caller_of, console, with_ticket

Text = Annotated[str, typer.Argument(help="What to say.")]
Level = Annotated[str, typer.Argument(help="LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4.")]
Helped = Annotated[bool, typer.Argument(help="Whether the advice helped: true or false.")]
StepNumber = Annotated[int | None, typer.Option(help="The step it is about, counted from 1.", min=1, max=101)]


def acknowledge(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Say that someone is on it."""
    from api.acts import incidents

    done = with_ticket(tenant, incident_id, lambda desk, one: incidents.acknowledge(desk, caller_of(tenant), one))
    console.print(f"{done.incident_id} is {done.status}.")


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


def comment(incident_id: IncidentId, text: Text, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Add a remark to the timeline."""
    from api.acts import incidents

    done = with_ticket(tenant, incident_id, lambda desk, one: incidents.comment(desk, caller_of(tenant), one, text))
    console.print(f"{done.incident_id} has the comment.")


def feedback(
    incident_id: IncidentId,
    helpful: Helped,
    step: StepNumber = None,
    text: Reason = "",
    tenant: Tenant = DEFAULT_TENANT,
) -> None:
    """Say whether the advice helped."""
    from api.acts import incidents

    index = None if step is None else step - 1
    done = with_ticket(
        tenant,
        incident_id,
        lambda desk, one: incidents.rate_advice(desk, caller_of(tenant), one, helpful=helpful, step=index, text=text),
    )
    console.print(f"{done.incident_id} has the feedback.")
