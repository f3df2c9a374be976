"""`incident-responder acknowledge|comment|feedback`: what people do with a ticket, as by HTTP."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, IncidentId, Reason, Tenant, caller_of, console, with_ticket

Text = Annotated[str, typer.Argument(help="What to say.")]
Helped = Annotated[bool, typer.Argument(help="Whether the advice helped: true or false.")]
StepNumber = Annotated[int | None, typer.Option(help="The step it is about, counted from 1.", min=1, max=101)]


def acknowledge(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT) -> None:
    """Say that someone is on it."""
    from api.acts import incidents

    done = with_ticket(tenant, incident_id, lambda desk, one: incidents.acknowledge(desk, caller_of(tenant), one))
    console.print(f"{done.incident_id} is {done.status}.")


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
