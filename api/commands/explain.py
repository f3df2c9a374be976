"""`incident-responder explain`: the decisions behind an incident, as `GET /incidents/{id}/explain` tells them."""

from collections.abc import Mapping
from typing import Any

from api.console import DEFAULT_TENANT, AsJson, IncidentId, Tenant, console, print_json, with_ticket


def explain(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False) -> None:
    """Explain why each report is on this incident."""
    from rich.markup import escape

    from api.http.wire import explained

    told = with_ticket(tenant, incident_id, lambda desk, one: desk.store.explain(tenant, one))
    entries = [explained(entry) for entry in told]
    if as_json:
        print_json(entries)
        return
    for entry in entries:
        copies = f" · {entry['reports']} reports" if entry.get("reports", 1) > 1 else ""
        console.print(f"[dim]{entry['at']}{copies}[/]  {escape(entry['why'])}", soft_wrap=True)
        console.print(f"    {escape(entry['difference'] or entry.get('message', ''))}", soft_wrap=True)
        if entry["layers"]:
            console.print(f"    [dim]read as {escape(_reading(entry))}[/]", soft_wrap=True)


def _reading(entry: Mapping[str, Any]) -> str:
    """In words, as in: json: broken host db-01, where environment prod."""
    roles = ", ".join(f"{each['role']} {each['field']} {each['value']}" for each in entry["roles"])
    layers = " > ".join(entry["layers"])
    return f"{layers}: {roles}" if roles else layers
