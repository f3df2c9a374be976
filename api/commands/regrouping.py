"""`incident-responder merge|split`: regroup incidents; each undoes the other."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, IncidentId, Reason, Tenant, say
from api.places.place import Part, place_of

Into = Annotated[str, typer.Argument(help="The live incident to merge it into.")]
Merged = Annotated[str, typer.Option("--merged", help="An incident that was merged into this one.")]
Fingerprint = Annotated[str, typer.Option(help="All reports of one fingerprint; `explain` shows them.")]
RequestIds = Annotated[list[str], typer.Option("--report", help="A report's request id; may be repeated.")]


def merge(
    incident_id: IncidentId, into: Into, reason: Reason = "", tenant: Tenant = DEFAULT_TENANT, api: Api = ""
) -> None:
    """Merge an incident into another live one. Later matches are counted there."""
    say(f"It is now part of {place_of(api, tenant).merge(incident_id, into, reason)['incident_id']}.")


def split(
    incident_id: IncidentId,
    merged: Merged = "",
    fingerprint: Fingerprint = "",
    reports: RequestIds = [],  # noqa: B006  typer copies it
    reason: Reason = "",
    tenant: Tenant = DEFAULT_TENANT,
    api: Api = "",
) -> None:
    """Split off part of an incident: a merged incident, a fingerprint, or chosen reports."""
    if sum(map(bool, (merged, fingerprint, reports))) != 1:
        raise typer.BadParameter("give exactly one of --merged, --fingerprint and --report")
    done = place_of(api, tenant).split(incident_id, Part(merged, fingerprint, tuple(reports)), reason)
    say(f"{done['incident_id']} is a separate incident.")
