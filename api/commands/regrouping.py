"""`incident-responder merge|split`: what belongs together, as by HTTP; each undoes the other."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.console import DEFAULT_TENANT, IncidentId, Reason, Tenant, caller_of, console, whole_id, with_ticket

if TYPE_CHECKING:
    from api.acts.desk import StoreDesk
    from tools.nouns.incidents import Incident
    from tools.nouns.selectors import Selector

Into = Annotated[str, typer.Argument(help="The live incident that it becomes part of.")]
Merged = Annotated[str, typer.Option("--merged", help="An incident that was merged into it.")]
Fingerprint = Annotated[str, typer.Option(help="All reports of one fingerprint; `explain` shows them.")]
RequestIds = Annotated[list[str], typer.Option("--report", help="A report's request id; may be repeated.")]


def merge(incident_id: IncidentId, into: Into, reason: Reason = "", tenant: Tenant = DEFAULT_TENANT) -> None:
    """Merge an incident into another live one; what later matches it follows."""
    from api.acts import incidents

    async def work(desk: "StoreDesk", one: str) -> "Incident":
        winner = await whole_id(desk.store, tenant, into)
        return await incidents.merge(desk, caller_of(tenant), one, winner, reason)

    console.print(f"{with_ticket(tenant, incident_id, work).incident_id} is merged.")


def split(
    incident_id: IncidentId,
    merged: Merged = "",
    fingerprint: Fingerprint = "",
    reports: RequestIds = [],  # noqa: B006  typer copies it
    reason: Reason = "",
    tenant: Tenant = DEFAULT_TENANT,
) -> None:
    """Split off a part of an incident: a merged incident, a fingerprint, or chosen reports."""
    from api.acts import incidents

    selector = _selector(merged, fingerprint, reports)
    work = with_ticket(
        tenant, incident_id, lambda desk, one: incidents.split(desk, caller_of(tenant), one, selector, reason)
    )
    console.print(f"{work.incident_id} stands alone.")


def _selector(merged: str, fingerprint: str, reports: list[str]) -> "Selector":
    from tools.nouns.selectors import ChosenReports, MergedTicket, WholeFingerprint

    if sum(map(bool, (merged, fingerprint, reports))) != 1:
        raise typer.BadParameter("give exactly one of --merged, --fingerprint and --report")
    if merged:
        return MergedTicket(merged)
    return WholeFingerprint(fingerprint) if fingerprint else ChosenReports(frozenset(reports))
