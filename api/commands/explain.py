"""`incident-responder explain`: the decisions behind an incident, the same as `GET /incidents/{id}/explain`."""

from api.console import DEFAULT_TENANT, Api, AsJson, IncidentId, Tenant, print_json
from api.places.place import place_of


def explain(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False, api: Api = "") -> None:
    """Explain why each report belongs to this incident."""
    entries = place_of(api, tenant).explain(incident_id)
    if as_json:
        print_json(entries)
        return
    from api.incident_details import print_decisions

    print_decisions(entries)
