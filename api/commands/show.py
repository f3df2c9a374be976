"""`incident-responder show`: one incident, as `GET /incidents/{id}` shows it."""

from api.console import DEFAULT_TENANT, Api, AsJson, IncidentId, Tenant, print_json
from api.places.place import place_of


def show(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False, api: Api = "") -> None:
    """Show one incident with its advice and timeline."""
    shown = place_of(api, tenant).incident(incident_id)
    if as_json:
        print_json(shown)
        return
    from api.incident_details import print_incident

    print_incident(shown)
