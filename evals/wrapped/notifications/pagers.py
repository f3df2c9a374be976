"""Notifications that on-call and incident services post about their incidents."""

import json

from evals.wrapped.notifications.moment import AT


def pagerduty(thing: str, trouble: str, lasts: bool) -> str:
    """PagerDuty's event."""
    return json.dumps(
        {
            "event_action": "trigger" if lasts else "resolve",
            "dedup_key": "d1",
            "payload": {"summary": trouble, "source": thing, "severity": "critical", "timestamp": AT},
        }
    )


def opsgenie(thing: str, trouble: str, lasts: bool) -> str:
    """Opsgenie's outgoing webhook."""
    return json.dumps(
        {
            "action": "Create" if lasts else "Close",
            "alert": {
                "alertId": "a-1",
                "alias": "x",
                "message": trouble,
                "entity": thing,
                "priority": "P1",
                "tags": ["eu"],
                "createdAt": 1790000000000,
            },
        }
    )


def incident(thing: str, trouble: str, lasts: bool) -> str:
    """A pager's own webhook about its incident."""
    word = "triggered" if lasts else "resolved"
    data = {
        "id": "Q1",
        "type": "incident",
        "status": word,
        "title": trouble,
        "urgency": "high",
        "service": {"id": "P1", "summary": thing, "name": thing},
    }
    return json.dumps(
        {
            "event": {
                "id": "e1",
                "event_type": f"incident.{word}",
                "resource_type": "incident",
                "occurred_at": AT,
                "data": data,
            }
        }
    )


def on_call(thing: str, trouble: str, lasts: bool) -> str:
    """An entry of a timeline."""
    return json.dumps(
        {
            "message_type": "CRITICAL" if lasts else "RECOVERY",
            "entity_id": f"{thing}/lab",
            "state_message": trouble,
            "monitoring_tool": "x",
        }
    )


def problem(thing: str, trouble: str, lasts: bool) -> str:
    """A performance monitor's problem."""
    return json.dumps(
        {
            "State": "OPEN" if lasts else "RESOLVED",
            "ProblemID": "P-1",
            "ProblemTitle": trouble,
            "ImpactedEntity": thing,
            "ProblemSeverity": "AVAILABILITY",
        }
    )
