"""Incidents in the form that the MCP tools return."""

from api.http.wire import incident
from api.mcp.shapes import Acted, Brief
from api.mcp.untrusted import NOTICE
from tools.nouns.incidents import Incident


def brief(ticket: Incident) -> Brief:
    """Return an incident as lists show it."""
    shown = incident(ticket, timeline=False)
    return {
        "incident_id": shown["incident_id"],
        "status": shown["status"],
        "severity": shown["severity"],
        "service": shown["service"],
        "environment": shown["environment"],
        "title": shown["title"],
        "first_seen": shown["first_seen"],
        "last_seen": shown["last_seen"],
        "occurrences": shown["occurrences"],
        "regression_of": shown["regression_of"],
        "merged_into": shown["merged_into"],
        "recovering_since": shown["recovering_since"],
        "resolution": shown["resolution"],
    }


def done(ticket: Incident, message: str) -> Acted:
    """Return the answer after an act was done."""
    return {"notice": NOTICE, "done": True, "message": message, "incident": brief(ticket)}


def to_confirm(ticket: Incident, message: str, confirm: str) -> Acted:
    """Return the answer for an act that was only shown and must be confirmed."""
    return {"notice": NOTICE, "done": False, "message": message, "incident": brief(ticket), "confirm": confirm}
