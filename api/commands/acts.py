"""`incident-responder acknowledge|give-back|comment|feedback`: what people do with a ticket, as through HTTP."""

from typing import Annotated, Literal

import typer

from api.console import DEFAULT_TENANT, Api, IncidentId, Reason, Tenant, say
from api.places.place import place_of

Text = Annotated[str, typer.Argument(help="What to say.")]
Opinion = Literal["yes", "no", "helpful", "unhelpful", "true", "false"]
Helped = Annotated[Opinion, typer.Argument(help="Whether the advice helped: yes or no.")]
StepNumber = Annotated[int | None, typer.Option(help="The step it is about, counted from 1.", min=1, max=101)]


def acknowledge(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, api: Api = "") -> None:
    """Record that someone is working on an incident."""
    done = place_of(api, tenant).acknowledge(incident_id)
    say(f"{done['incident_id']} is {done['status']}.")


def give_back(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, api: Api = "") -> None:
    """Undo an acknowledgement: the incident is open again."""
    done = place_of(api, tenant).give_back(incident_id)
    say(f"{done['incident_id']} is {done['status']}.")


def comment(incident_id: IncidentId, text: Text, tenant: Tenant = DEFAULT_TENANT, api: Api = "") -> None:
    """Add a comment to the timeline."""
    say(f"{place_of(api, tenant).comment(incident_id, text)['incident_id']} has the comment.")


def feedback(
    incident_id: IncidentId,
    helped: Helped,
    step: StepNumber = None,
    text: Reason = "",
    tenant: Tenant = DEFAULT_TENANT,
    api: Api = "",
) -> None:
    """Say whether the advice helped."""
    index = None if step is None else step - 1
    done = place_of(api, tenant).feedback(incident_id, text, helpful=helped in ("yes", "helpful", "true"), step=index)
    say(f"{done['incident_id']} has the feedback.")
