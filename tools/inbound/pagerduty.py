"""PagerDuty: webhooks v3. Other files read v2 and v1 bodies and the Events APIs.

https://developer.pagerduty.com/docs/webhooks/v3-overview/
"""

from tools.inbound import pagerduty_events, pagerduty_messages
from tools.inbound.fields import Fields
from tools.inbound.labels import label_map, service_of, with_host
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import our_incident, severity_of

_ACTIONS = {
    "incident.acknowledged": Action.ACKNOWLEDGED,
    "incident.annotated": Action.COMMENTED,
    "incident.status_update_published": Action.COMMENTED,
}
_FIRING = ("incident.triggered", "incident.reopened")


def recognise(body: Fields) -> bool:
    """True for v3, by `event/event_type`, and for older bodies and events."""
    return "event_type" in body.map("event") or pagerduty_messages.recognise(body) or pagerduty_events.recognise(body)


def read(body: Fields, given: Given) -> Signals:
    """Read by the event's type, because `data/status` is "triggered" in most updates too."""
    event = body.map("event")
    if "event_type" in event:
        return (_signal(event),)
    return pagerduty_messages.read(body, given) or pagerduty_events.read(body, given)


def _signal(event: Fields) -> Signal:
    kind, data = event.text("event_type"), event.map("data")
    if kind.endswith(".ping"):
        return Ignored(Reason.PING, data.text("message"))
    incident = data if "title" in data or "status" in data else data.map("incident")
    key = incident.text("id") or data.text("incident_id", "id")
    ours = our_incident(incident.text("incident_key")) or our_incident(data.text("incident_key"))
    alert = _fired(event, incident, key)
    at, event_id = event.time("occurred_at"), event.text("id")
    agent = event.map("agent")
    if ours and not agent.text("type").startswith("user"):
        return Ignored(Reason.OURS, f"{kind} of {ours}")
    if kind in _ACTIONS:
        words = data.text("content", "message", "note")
        return _acted(_ACTIONS[kind], alert, agent, words, at, event_id, ours)
    if kind == "incident.resolved":
        if agent.text("type").startswith("user"):
            return _acted(Action.RESOLVED, alert, agent, data.text("resolution"), at, event_id, ours)
        labels = dict(alert.labels)
        return Recovered(key, at, None, alert.text, alert.headline, alert.service, labels=labels, event_id=event_id)
    if ours:
        return Ignored(Reason.OURS, f"{kind} of {ours}")
    if kind in _FIRING:
        return alert
    if kind == "incident.priority_updated":
        return Ignored(
            Reason.UPDATED, f"{alert.headline}: priority {incident.text('priority/summary') or 'removed'}", alert
        )
    return Ignored(Reason.NOT_AN_ALERT, f"{kind}: {alert.headline}")


def _acted(
    action: Action, alert: Fired, agent: Fields, words: str, at: float | None, event_id: str, ours: str
) -> Acted:
    return Acted(
        action,
        alert.dedup_key,
        by=agent.text("summary"),
        by_person=agent.text("type").startswith("user"),
        text=words,
        at=at,
        headline=alert.headline,
        service=alert.service,
        incident_id=ours,
        event_id=event_id,
    )


def _fired(event: Fields, incident: Fields, key: str) -> Fired:
    headline = incident.text("title", "summary", "description")
    urgency = {"high": "HIGH", "low": "LOW"}.get(incident.text("urgency"), "")
    teams = ", ".join(team.text("summary") for team in incident.maps("teams") if team.text("summary"))
    labels = label_map({"team": teams, "number": incident.text("number"), "urgency": incident.text("urgency")})
    reopened = event.text("event_type") == "incident.reopened"
    return Fired(
        text=text_of(headline, incident.text("body/details")),
        headline=headline,
        service=service_of(labels, incident.text("service/summary", "service/name")),
        severity=severity_of(incident.text("priority/summary", "priority/name"), urgency),
        labels=with_host(labels, ""),
        dashboard_url=safe_link(incident.text("html_url")),
        starts_at=event.time("data/reopened_at", "occurred_at") if reopened else incident.time("created_at"),
        dedup_key=key,
        event_id=event.text("id"),
    )
